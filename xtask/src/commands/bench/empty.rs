//! A component of the contract that does nothing, to measure what a call costs without the connector's work. Each export returns a
//! pointer to zeros, which is an empty result.

use anyhow::{Context, Result};
use wasm_encoder::{
    CodeSection, ExportKind, ExportSection, Function, FunctionSection, MemorySection, MemoryType, Module, TypeSection,
    ValType,
};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::{Resolve, WorldItem};

use crate::project;

/// Where the exports' results are.
const ZEROS: i32 = 1024;
/// Where arguments of more than sixteen values are put, and everything they point to.
const ARGUMENTS: i32 = 32_768;

/// Makes the component.
///
/// # Errors
/// If the contract has changed so that the module does not fit it.
pub fn component() -> Result<Vec<u8>> {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(project::root().join("wit"))?;
    let world = resolve.select_world(&[package], Some("connector"))?;
    let mut functions = Vec::new();
    for (name, item) in &resolve.worlds[world].exports {
        let WorldItem::Interface { id, .. } = item else {
            continue;
        };
        let interface = resolve.name_world_key(name);
        for function in resolve.interfaces[*id].functions.values() {
            functions.push((format!("{interface}#{}", function.name), !function.params.is_empty()));
        }
    }
    let mut module = module(&functions);
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)?;
    ComponentEncoder::default()
        .validate(true)
        .module(&module)
        .and_then(|encoder| encoder.encode())
        .context("the empty module does not fit the contract")
}

/// A module with these functions. Each takes a pointer to its parameters, if it has any, and returns a pointer.
fn module(functions: &[(String, bool)]) -> Vec<u8> {
    let (mut types, mut declared, mut code) = (TypeSection::new(), FunctionSection::new(), CodeSection::new());
    let (mut memories, mut exports) = (MemorySection::new(), ExportSection::new());
    memories.memory(MemoryType {
        minimum: 1,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    exports.export("memory", ExportKind::Memory, 0);
    types.ty().function([], [ValType::I32]);
    types.ty().function([ValType::I32], [ValType::I32]);
    types.ty().function([ValType::I32; 4], [ValType::I32]);
    let calls = functions
        .iter()
        .map(|(name, has_parameters)| (name.as_str(), u32::from(*has_parameters), ZEROS));
    for (index, (name, ty, pointer)) in (0..).zip(calls.chain([("cabi_realloc", 2, ARGUMENTS)])) {
        declared.function(ty);
        exports.export(name, ExportKind::Func, index);
        let mut body = Function::new([]);
        body.instructions().i32_const(pointer).end();
        code.function(&body);
    }
    let mut module = Module::new();
    module.section(&types).section(&declared).section(&memories);
    module.section(&exports).section(&code);
    module.finish()
}
