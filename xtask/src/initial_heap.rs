//! Gives the guest's heap a part of the initial memory.
//!
//! Rust's allocator for WebAssembly takes its memory from `memory.grow` alone. An engine with a pool of memories changes the
//! protection of pages twice for this in every call: when memory grows, and when the next call shall find it small again. That was
//! 9 % of a call in a fresh sandbox, and it flushes the address translation of all threads of the host's process.
//!
//! Here the module is given more initial memory, and its first growths hand that out: `memory.grow` and `memory.size` become calls of
//! two functions that know how much of the initial memory is not handed out yet. Nothing else changes for the program. Pages that it
//! does not touch cost nothing.

use std::convert::Infallible;

use anyhow::{Context, Result, ensure};
use wasm_encoder::{
    CodeSection, ConstExpr, Function, FunctionSection, GlobalSection, GlobalType, InstructionSink, MemoryType, Module,
    TypeSection, ValType,
    reencode::{Error, Reencode, utils},
};
use wasmparser::{Payload, TypeRef};

/// Pages of 64 KiB. A mail with 300 KB attached needs fewer.
const PAGES: u32 = 16;

/// Adds the pages to a core module with one memory.
///
/// # Errors
/// If it is not a core module as rustc writes it.
pub fn add(module: &[u8]) -> Result<Vec<u8>> {
    let mut counts = Counts::default();
    counts.count(module).context("the core module cannot be read")?;
    ensure!(counts.memories == 1, "the core module has {} memories", counts.memories);
    let mut changed = Module::new();
    Rewriter(counts)
        .parse_core_module(&mut changed, wasmparser::Parser::new(0), module)
        .context("the core module cannot be rewritten")?;
    Ok(changed.finish())
}

/// Numbers of things in a module. What is added gets the next index.
#[derive(Default)]
struct Counts {
    types: u32,
    functions: u32,
    globals: u32,
    memories: u32,
}

impl Counts {
    fn count(&mut self, module: &[u8]) -> Result<()> {
        for payload in wasmparser::Parser::new(0).parse_all(module) {
            match payload? {
                // A recursive group of types would count as one. rustc writes none.
                Payload::TypeSection(section) => self.types += section.count(),
                Payload::FunctionSection(section) => self.functions += section.count(),
                Payload::GlobalSection(section) => self.globals += section.count(),
                Payload::MemorySection(section) => self.memories += section.count(),
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        match import?.ty {
                            TypeRef::Func(_) => self.functions += 1,
                            TypeRef::Global(_) => self.globals += 1,
                            TypeRef::Memory(_) => self.memories += 1,
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

struct Rewriter(Counts);

impl Rewriter {
    /// Index of the global that holds the number of pages that are not handed out yet.
    fn pages_left(&self) -> u32 {
        self.0.globals
    }

    /// Index of the function that stands for `memory.size`.
    fn size(&self) -> u32 {
        self.0.functions
    }

    /// Index of the function that stands for `memory.grow`.
    fn grow(&self) -> u32 {
        self.0.functions + 1
    }

    /// The size as the program knows it.
    fn write_size(&self, code: &mut InstructionSink<'_>) {
        code.memory_size(0).global_get(self.pages_left()).i32_sub();
    }

    fn size_function(&self) -> Function {
        let mut function = Function::new([]);
        let mut code = function.instructions();
        self.write_size(&mut code);
        code.end();
        function
    }

    fn grow_function(&self) -> Function {
        let (pages, before, left) = (0, 1, self.pages_left());
        let mut function = Function::new([(1, ValType::I32)]);
        let mut code = function.instructions();
        self.write_size(&mut code);
        code.local_set(before);
        // Enough is left.
        code.local_get(pages)
            .global_get(left)
            .i32_le_u()
            .if_(wasm_encoder::BlockType::Empty);
        code.global_get(left).local_get(pages).i32_sub().global_set(left);
        code.local_get(before).return_().end();
        // The memory grows by what is missing. If it cannot, nothing has changed.
        code.local_get(pages).global_get(left).i32_sub().memory_grow(0);
        code.i32_const(-1).i32_eq().if_(wasm_encoder::BlockType::Empty);
        code.i32_const(-1).return_().end();
        code.i32_const(0).global_set(left);
        code.local_get(before).end();
        function
    }
}

impl Reencode for Rewriter {
    type Error = Infallible;

    fn memory_type(&mut self, memory: wasmparser::MemoryType) -> Result<MemoryType, Error> {
        let mut memory = utils::memory_type(self, memory);
        memory.minimum += u64::from(PAGES);
        Ok(memory)
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: wasmparser::TypeSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_type_section(self, types, section)?;
        types.ty().function([], [ValType::I32]);
        types.ty().function([ValType::I32], [ValType::I32]);
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: wasmparser::FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_function_section(self, functions, section)?;
        functions.function(self.0.types).function(self.0.types + 1);
        Ok(())
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: wasmparser::GlobalSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_global_section(self, globals, section)?;
        let ty = GlobalType {
            val_type: ValType::I32,
            mutable: true,
            shared: false,
        };
        globals.global(ty, &ConstExpr::i32_const(PAGES.cast_signed()));
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: wasmparser::CodeSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_code_section(self, code, section)?;
        code.function(&self.size_function()).function(&self.grow_function());
        Ok(())
    }

    fn instruction<'a>(&mut self, operator: wasmparser::Operator<'a>) -> Result<wasm_encoder::Instruction<'a>, Error> {
        match operator {
            wasmparser::Operator::MemorySize { .. } => Ok(wasm_encoder::Instruction::Call(self.size())),
            wasmparser::Operator::MemoryGrow { .. } => Ok(wasm_encoder::Instruction::Call(self.grow())),
            other => utils::instruction(self, other),
        }
    }
}
