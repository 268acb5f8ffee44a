//! The files of the repository are the ones that this crate writes, and the pages of the book link to what exists.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

#[test]
fn the_written_files_are_up_to_date() {
    for (path, written) in outlook_descriptor::files() {
        let kept = fs::read_to_string(Path::new(ROOT).join(&path)).unwrap_or_default();
        assert!(
            kept.replace("\r\n", "\n") == written,
            "{path} is out of date: run cargo xtask generate"
        );
    }
}

/// A link to another page of the book leads to a page that exists, and to a heading of it.
#[test]
fn links_within_the_book_lead_somewhere() {
    let book = Path::new(ROOT).join("docs/src");
    let mut broken = Vec::new();
    let pages = pages(&book);
    for page in &pages {
        let text = fs::read_to_string(page).unwrap();
        for target in links(&text) {
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let file = if file.is_empty() {
                page.clone()
            } else {
                page.parent().unwrap().join(file)
            };
            let found =
                fs::read_to_string(&file).is_ok_and(|text| heading.is_empty() || headings(&text).contains(heading));
            if !found {
                broken.push(format!("{}: {target}", page.display()));
            }
        }
    }
    assert!(pages.len() > 20, "the book has {} pages", pages.len());
    assert!(broken.is_empty(), "{broken:#?}");
}

/// A page that is not in SUMMARY.md is not in the book.
#[test]
fn every_page_is_in_the_summary() {
    let book = Path::new(ROOT).join("docs/src");
    let summary = fs::read_to_string(book.join("SUMMARY.md")).unwrap();
    let listed: BTreeSet<PathBuf> = links(&summary).map(|target| book.join(target)).collect();
    let pages: BTreeSet<PathBuf> = pages(&book)
        .into_iter()
        .filter(|page| !page.ends_with("SUMMARY.md"))
        .collect();
    assert_eq!(listed, pages);
}

fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(pages(&path));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    found
}

/// The targets of links that stay in the repository.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .filter(|target| !target.contains("://"))
        .filter(|target| target.starts_with('#') || target.contains(".md"))
}

/// The anchors of a page, as mdBook and GitHub make them: letters, digits, `-` and `_` of the heading in lower case.
fn headings(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            line.trim_start_matches('#')
                .trim()
                .to_lowercase()
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect()
        })
        .collect()
}
