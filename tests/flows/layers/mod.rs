//! Holds the arrows between modules. A module may use the modules of the layers below its own, and of its own layer only
//! those that are listed. ARCHITECTURE.md draws the layers of `src/`.

mod paths;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The modules of a crate.
struct Tree {
    /// Folder of the crate's root file, below the repository.
    folder: &'static str,
    /// Layers from top to bottom.
    layers: &'static [&'static [&'static str]],
    /// Arrows inside a layer. They may form no cycle.
    sideways: &'static [(&'static str, &'static str)],
}

const COMPONENT: Tree = Tree {
    folder: "src",
    layers: &[
        &["component", "tables"],
        &["operations"],
        &["graph", "auth", "mime", "guidance", "validate"],
        &[
            "call",
            "verdict",
            "connection",
            "failure",
            "failure_message",
            "field_problem",
            "violation",
            "step",
            "http",
            "guid",
            "host",
            "link",
            "notice",
        ],
        &[
            "cloud",
            "contract",
            "header_fields",
            "lenient_json",
            "limits",
            "portals",
            "powershell",
            "template",
            "redact",
            "secret",
            "time",
            "uri",
        ],
    ],
    sideways: &[
        ("graph", "auth"),
        ("graph", "guidance"),
        ("auth", "guidance"),
        ("mime", "validate"),
        ("call", "failure"),
        ("call", "guid"),
        ("call", "host"),
        ("call", "http"),
        ("call", "step"),
        ("connection", "link"),
        ("notice", "link"),
        ("violation", "link"),
        ("verdict", "failure"),
        ("verdict", "http"),
        ("failure", "violation"),
        ("failure", "failure_message"),
        ("field_problem", "violation"),
        ("step", "http"),
        ("http", "host"),
        ("guid", "host"),
        ("portals", "cloud"),
        ("redact", "limits"),
        ("secret", "limits"),
        ("template", "contract"),
        ("template", "uri"),
    ],
};

/// The host library.
const HOST: Tree = Tree {
    folder: "host-harness/src",
    layers: &[
        &["connector"],
        &["sandbox"],
        &["engine", "error", "gate", "stores", "transport"],
        &["types"],
        &["bindings", "policy", "private_files", "queues", "time"],
        &["limits"],
    ],
    sideways: &[],
};

/// The tool.
const TOOL: Tree = Tree {
    folder: "cli/src",
    layers: &[
        &["cli"],
        &["commands"],
        &["completion"],
        &["context", "output", "suggest"],
        &["connections", "sources"],
        &["text"],
        &["failure", "guid"],
        &["next_step", "options"],
    ],
    sideways: &[],
};

/// The contract's records as JSON.
const CONTRACT_JSON: Tree = Tree {
    folder: "contract-json/src",
    layers: &[
        &["idempotency_key"],
        &["problem", "saved"],
        &["responses"],
        &["requests"],
        &["input", "recipient", "record", "text"],
        &["contract", "convert"],
    ],
    sideways: &[],
};

/// The gate on PostgreSQL.
const POSTGRES_GATE: Tree = Tree {
    folder: "postgres-gate/src",
    layers: &[&["gate"], &["book"], &["round"], &["session"], &["address", "keys"]],
    sideways: &[],
};

/// The service.
const SERVICE: Tree = Tree {
    folder: "service/src",
    layers: &[
        &["service", "config"],
        &["routes"],
        &["call", "page", "spool"],
        &["body"],
        &["caller"],
        &["app", "events"],
        &["lifecycle", "problem", "telemetry", "tls"],
        &["tenants"],
    ],
    sideways: &[],
};

impl Tree {
    fn layer_of(&self, module: &str) -> Option<usize> {
        self.layers.iter().position(|layer| layer.contains(&module))
    }

    fn allows(&self, from: &str, to: &str) -> bool {
        match (self.layer_of(from), self.layer_of(to)) {
            (Some(from_layer), Some(to_layer)) => {
                from_layer < to_layer || (from_layer == to_layer && self.sideways.contains(&(from, to)))
            }
            _ => false,
        }
    }
}

fn repository(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

/// Arrows of a tree, each with the files that draw it.
fn arrows(tree: &Tree) -> BTreeMap<(String, String), BTreeSet<PathBuf>> {
    let root = repository(tree.folder);
    let exported = exports(&root);
    let modules = modules(&root);
    let mut arrows: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for file in files(&root) {
        let path = file.strip_prefix(&root).unwrap();
        let module = module_of(path);
        // The root may name every module; tests may use everything.
        let Some(from) = module.first() else { continue };
        if module.iter().any(|part| part == "tests") {
            continue;
        }
        for name in paths::named_modules(&fs::read_to_string(&file).unwrap(), &module) {
            let to = exported.get(&name).cloned().unwrap_or(name);
            // Other names are items of the root, or of a module inside the file.
            if to != *from && modules.contains(&to) {
                arrows.entry((from.clone(), to)).or_default().insert(path.to_owned());
            }
        }
    }
    arrows
}

/// The crate's top-level modules.
fn modules(root: &Path) -> BTreeSet<String> {
    files(root)
        .iter()
        .filter_map(|file| module_of(file.strip_prefix(root).unwrap()).into_iter().next())
        .collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// `graph/client.rs` is the module `graph::client`; `lib.rs` is the root.
fn module_of(path: &Path) -> Vec<String> {
    let mut parts: Vec<String> = path
        .with_extension("")
        .iter()
        .map(|part| part.to_str().unwrap().to_owned())
        .collect();
    if parts
        .last()
        .is_some_and(|last| last == "mod" || (parts.len() == 1 && (last == "lib" || last == "main")))
    {
        parts.pop();
    }
    parts
}

/// Names that the crate's root takes from its modules by `pub use module::…`, with the module.
fn exports(root: &Path) -> BTreeMap<String, String> {
    let root = ["lib.rs", "main.rs"].map(|name| root.join(name));
    let text = fs::read_to_string(root.iter().find(|file| file.exists()).unwrap()).unwrap();
    let mut exports = BTreeMap::new();
    for statement in text.split("pub use ").skip(1) {
        let statement = statement.split(';').next().unwrap();
        let (module, names) = statement.split_once("::").unwrap();
        for name in names.split(|c: char| !c.is_alphanumeric() && c != '_') {
            // A module that is exported under its own name stays what it is.
            exports.insert(name.to_owned(), module.to_owned());
        }
    }
    exports
}

fn check(tree: &Tree) {
    let listed: BTreeSet<_> = tree.layers.iter().flat_map(|layer| layer.iter().copied()).collect();
    let modules = modules(&repository(tree.folder));
    let modules: BTreeSet<_> = modules.iter().map(String::as_str).collect();
    assert_eq!(listed, modules, "the layers of {} list its modules", tree.folder);
    let arrows = arrows(tree);
    let wrong: Vec<String> = arrows
        .iter()
        .filter(|((from, to), _)| !tree.allows(from, to))
        .map(|((from, to), files)| format!("{from} -> {to}, in {files:?}"))
        .collect();
    assert!(
        wrong.is_empty(),
        "arrows of {} that are not allowed:\n{}",
        tree.folder,
        wrong.join("\n")
    );
    for (from, to) in tree.sideways {
        assert!(
            arrows.contains_key(&((*from).to_owned(), (*to).to_owned())),
            "{}: {from} -> {to} is allowed and no longer needed",
            tree.folder
        );
    }
    assert_no_cycle(tree);
}

/// Takes away modules that nothing below them points back to, until none is left.
fn assert_no_cycle(tree: &Tree) {
    let mut arrows: Vec<_> = tree.sideways.to_vec();
    loop {
        let targets: BTreeSet<_> = arrows.iter().map(|(_, to)| *to).collect();
        let before = arrows.len();
        arrows.retain(|(from, _)| targets.contains(from));
        if arrows.is_empty() {
            return;
        }
        assert!(arrows.len() < before, "{}: a cycle in {arrows:?}", tree.folder);
    }
}

#[test]
fn the_component_keeps_its_layers() {
    check(&COMPONENT);
}

#[test]
fn the_host_library_keeps_its_layers() {
    check(&HOST);
}

#[test]
fn the_tool_keeps_its_layers() {
    check(&TOOL);
}

#[test]
fn the_gate_keeps_its_layers() {
    check(&POSTGRES_GATE);
}

#[test]
fn the_contract_as_json_keeps_its_layers() {
    check(&CONTRACT_JSON);
}

#[test]
fn the_service_keeps_its_layers() {
    check(&SERVICE);
}
