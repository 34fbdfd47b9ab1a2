//! The source tree as the compiler walks it, and who imports whom.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::source::{Token, tokens, without_tests};

/// One source file.
pub struct File {
    /// From the crate's root on: `src/store/mod.rs`.
    pub path: String,
    pub text: String,
    /// All its tokens.
    pub tokens: Vec<Token>,
    /// Those that are not for tests.
    pub code: Vec<Token>,
    /// The modules it declares outside tests.
    children: BTreeSet<String>,
}

/// A file that names something of another file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    pub from: String,
    pub line: usize,
    pub to: String,
}

/// All files under `src`.
pub struct Tree {
    pub files: BTreeMap<String, File>,
    /// Where the compiler finds a module: `store::memory` in `src/store/memory/mod.rs`, the root itself under "".
    modules: BTreeMap<String, String>,
    /// The module in the file at a path.
    module_of: BTreeMap<String, String>,
    /// Files that only tests see, and files nobody sees.
    pub only_tests: BTreeSet<String>,
    pub unreached: BTreeSet<String>,
}

/// Where the compiler begins.
const ROOTS: [&str; 2] = ["src/lib.rs", "src/main.rs"];

impl Tree {
    /// The tree of this crate.
    pub fn of_this_crate() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        collect(root, &root.join("src"), &mut files);
        Self::of(files)
    }

    /// The tree of `files`, each a path and its text.
    pub fn of<Name: Into<String>, Text: Into<String>>(files: impl IntoIterator<Item = (Name, Text)>) -> Self {
        let read = |(path, text): (Name, Text)| {
            let (path, text) = (path.into(), text.into());
            let tokens = tokens(&text);
            let code = without_tests(&tokens);
            let children = declared(&code).collect();
            (path.clone(), File { path, text, tokens, code, children })
        };
        let files: BTreeMap<String, File> = files.into_iter().map(read).collect();
        let mut tree = Self {
            files,
            modules: BTreeMap::new(),
            module_of: BTreeMap::new(),
            only_tests: BTreeSet::new(),
            unreached: BTreeSet::new(),
        };
        tree.modules = tree.walk(|file| &file.code);
        tree.module_of = tree.modules.iter().map(|(module, path)| (path.clone(), module.clone())).collect();
        let with_tests = tree.walk(|file| &file.tokens);
        let seen: BTreeSet<&String> = with_tests.values().collect();
        tree.unreached = tree.files.keys().filter(|path| !seen.contains(path)).cloned().collect();
        let product: BTreeSet<&String> = tree.modules.values().collect();
        tree.only_tests = seen.into_iter().filter(|path| !product.contains(path)).cloned().collect();
        tree
    }

    /// Every module reached from the roots through the declarations among `tokens_of` each file.
    fn walk(&self, tokens_of: impl Fn(&File) -> &Vec<Token>) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        let roots = ROOTS.iter().filter(|root| self.files.contains_key(**root));
        let mut open: Vec<(String, String)> =
            roots.map(|root| (root_name(root).to_owned(), (*root).to_owned())).collect();
        while let Some((module, path)) = open.pop() {
            for child in declared(tokens_of(&self.files[&path])) {
                let places = [format!("{}{child}.rs", folder(&path)), format!("{}{child}/mod.rs", folder(&path))];
                if let Some(place) = places.into_iter().find(|place| self.files.contains_key(place)) {
                    open.push((joined(&module, &child), place));
                }
            }
            found.insert(module, path);
        }
        found
    }

    /// The files of the product: those that are not for tests alone.
    pub fn product(&self) -> impl Iterator<Item = &File> {
        self.files.values().filter(|file| !self.only_tests.contains(&file.path))
    }

    /// The room of the file at `path`: `chat` for `src/chat/book.rs`, `main` for all that only the program's root reaches.
    pub fn room<'p>(&'p self, path: &'p str) -> &'p str {
        match self.module_of.get(path).map(String::as_str) {
            Some("") => "lib",
            Some(module) => module.split("::").next().unwrap_or(module),
            None => path.trim_start_matches("src/").split(['/', '.']).next().unwrap_or(path),
        }
    }

    /// Every import between two files of the product.
    pub fn imports(&self) -> Vec<Import> {
        let mut imports: Vec<Import> =
            self.modules.iter().flat_map(|(module, path)| self.imports_of(module, path)).collect();
        imports.sort();
        imports.dedup_by(|a, b| a.from == b.from && a.to == b.to);
        imports
    }

    fn imports_of(&self, module: &str, path: &str) -> Vec<Import> {
        let file = &self.files[path];
        let target = |(named, line): (Vec<String>, usize)| {
            let to = self.file_of(&absolute(module, &named)?)?;
            (to != path).then(|| Import { from: path.to_owned(), line, to: to.to_owned() })
        };
        named_paths(&file.code, &file.children).into_iter().filter_map(target).collect()
    }

    /// The file of the longest part of `path` that is a module.
    fn file_of(&self, path: &[String]) -> Option<&str> {
        (0..=path.len()).rev().find_map(|length| self.modules.get(&path[..length].join("::"))).map(String::as_str)
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("the source tree can be read") {
        let path = entry.expect("the source tree can be read").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root).expect("it lies under the root").to_string_lossy().replace('\\', "/");
            files.push((name, fs::read_to_string(&path).expect("sources are UTF-8")));
        }
    }
}

/// The library's root has no name; the program's is told apart from it.
fn root_name(root: &str) -> &'static str {
    if root == "src/main.rs" { "main" } else { "" }
}

/// Where the children of the file at `path` lie, with a slash at the end.
fn folder(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    match name {
        "mod.rs" | "lib.rs" | "main.rs" => format!("{folder}/"),
        _ => format!("{folder}/{}/", name.trim_end_matches(".rs")),
    }
}

fn joined(module: &str, child: &str) -> String {
    if module.is_empty() { child.to_owned() } else { format!("{module}::{child}") }
}

/// The modules that `tokens` declare in files of their own.
fn declared(tokens: &[Token]) -> impl Iterator<Item = String> {
    tokens.windows(3).filter(|w| w[0].text == "mod" && w[2].text == ";").map(|w| w[1].text.clone())
}

/// Every path in `code` that begins at a module of this crate, with its line; groups come apart.
fn named_paths(code: &[Token], children: &BTreeSet<String>) -> Vec<(Vec<String>, usize)> {
    let mut found = Vec::new();
    let text = |at: usize| code.get(at).map_or("", |token| token.text.as_str());
    let mut at = 0;
    while at < code.len() {
        let before = if at > 0 { text(at - 1) } else { "" };
        let begins = matches!(text(at), "crate" | "self" | "super" | "core_chat") || children.contains(text(at));
        // `in` stands before the path of a visibility, which imports nothing.
        let inside = matches!(before, "::" | "." | "mod" | "in");
        if begins && !inside && (text(at + 1) == "::" || before == "use") {
            let (line, mut paths) = (code[at].line, Vec::new());
            at = path_tree(code, at, &[], &mut paths);
            found.extend(paths.into_iter().map(|path| (path, line)));
        } else {
            at += 1;
        }
    }
    found
}

/// Reads `a::b::{c, d::*}` from `at` on into one path for each leaf; gives back where it ends.
fn path_tree(code: &[Token], mut at: usize, prefix: &[String], paths: &mut Vec<Vec<String>>) -> usize {
    let text = |at: usize| code.get(at).map_or("", |token| token.text.as_str());
    let mut path = prefix.to_vec();
    loop {
        match text(at) {
            "{" => {
                at += 1;
                while !matches!(text(at), "}" | "") {
                    let next = path_tree(code, at, &path, paths);
                    // An alias, `c as d`, and the comma after it.
                    at = (next.max(at + 1)..code.len()).find(|i| matches!(text(*i), "," | "}")).unwrap_or(code.len());
                    at += usize::from(text(at) == ",");
                }
                return at + 1;
            }
            word if word.starts_with(|c: char| c.is_alphabetic() || c == '_') => {
                path.push(word.to_owned());
                at += 1;
            }
            _ => break,
        }
        if text(at) != "::" {
            break;
        }
        at += 1;
    }
    paths.push(path);
    at
}

/// `named`, as written in `module`, from the crate's root on; `None` where it leaves the crate.
fn absolute(module: &str, named: &[String]) -> Option<Vec<String>> {
    let here = module.split("::").filter(|part| !part.is_empty()).map(str::to_owned);
    let mut path: Vec<String> = match named.first()?.as_str() {
        "crate" if module == "main" || module.starts_with("main::") => vec!["main".to_owned()],
        "crate" | "core_chat" => Vec::new(),
        _ => here.collect(),
    };
    for part in named {
        match part.as_str() {
            "super" => drop(path.pop()?),
            "crate" | "core_chat" | "self" => {}
            _ => path.push(part.clone()),
        }
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(files: &[(&str, &str)]) -> Vec<String> {
        let tree = Tree::of(files.iter().copied());
        tree.imports().into_iter().map(|i| format!("{}:{} {}", i.from, i.line, i.to)).collect()
    }

    #[test]
    fn imports_are_followed_through_groups_parents_and_children() {
        let lib = ("src/lib.rs", "pub mod a;\npub mod b;");
        let a = ("src/a/mod.rs", "mod x;\nmod y;\nuse crate::b::{Thing as Other, *};\nfn f() { x::go() }");
        let x = (
            "src/a/x.rs",
            "use super::{super::b, y::{self, Z}};\npub(in crate::a) fn f() {}\n#[cfg(test)]\nmod tests { use super::super::Root; }",
        );
        let y = ("src/a/y.rs", "// use super::x;\nstruct S(crate::a::x::T);");
        let b = ("src/b.rs", "use std::sync::Arc;\nfn f() { \"crate::a::x\"; Arc::new(1) }");
        let expected = [
            "src/a/mod.rs:3 src/b.rs",
            "src/a/mod.rs:4 src/a/x.rs",
            "src/a/x.rs:1 src/a/y.rs",
            "src/a/x.rs:1 src/b.rs",
            "src/a/y.rs:2 src/a/x.rs",
        ];
        assert_eq!(imports(&[lib, a, x, y, b]), expected);
    }

    #[test]
    fn the_program_imports_the_library_by_name() {
        let main = ("src/main.rs", "mod serve;\nuse core_chat::app::App;\nfn main() { serve::run() }");
        let serve = ("src/serve.rs", "use crate::Args;");
        let files = [("src/lib.rs", "pub mod app;"), ("src/app.rs", ""), main, serve];
        let expected = ["src/main.rs:2 src/app.rs", "src/main.rs:3 src/serve.rs", "src/serve.rs:1 src/main.rs"];
        assert_eq!(imports(&files), expected);
    }
}
