//! What an answer says about the question beside its hits: filters that admit nothing, an address that
//! no article has.

use tantivy::Term;
use tantivy::schema::Field;

use super::parse::is_url;
use super::plan::{Plan, Takes, plan};
use super::print::print;
use super::rank::{at_address, unwrapped};
use super::search::{Request, admit_all, find};
use super::spelling::near_in;
use super::tree::{Filter, Node};
use crate::analysis::tokens::tokens;
use crate::enrich::{DealKind, DealStatus, Topic};
use crate::index::{IndexError, Snapshot};

/// Says that no article has the address that was typed.
pub(super) fn notice_of_url(snapshot: &Snapshot, text: &str) -> Result<Option<String>, IndexError> {
    let text = unwrapped(text.trim());
    if !is_url(text) || text.contains(char::is_whitespace) {
        return Ok(None);
    }
    let found = at_address(snapshot, text)?;
    Ok(found.is_empty().then(|| {
        "no article has this address: searched for its words; `newsdex add URL` takes an article in"
            .to_owned()
    }))
}

/// Names words that no article holds and nothing is near to.
pub(super) fn notice_of_unknown(plan: &Plan) -> Option<String> {
    /// Most words that are named.
    const MOST: usize = 5;
    let words = plan.unknown.iter().take(MOST);
    let words: Vec<String> = words.map(|word| format!("`{}`", word.typed)).collect();
    (!words.is_empty()).then(|| format!("no article holds {}", words.join(", ")))
}

/// So many filters are tried one by one; a program may have typed more.
const MOST_FILTERS: usize = 8;

/// Says which filters leave none of the articles that hold the words; nothing where there are no filters
/// or the words alone find nothing either.
pub(super) fn notice_of_filters(
    snapshot: &Snapshot,
    root: &Node,
    request: &Request,
) -> Result<Option<String>, IndexError> {
    let (filters, words): (Vec<Node>, Vec<Node>) = parts_of(root).into_iter().partition(is_filter);
    if filters.is_empty() || words.is_empty() {
        return Ok(None);
    }
    let n_articles = |with: &[Node]| {
        let parts = words.iter().chain(with).cloned().collect();
        let takes = super::meant::takes_of(root, request);
        let found = find(snapshot, "", &Node::Sequence(parts), takes, request)?;
        Ok::<u64, IndexError>(found.totals.articles)
    };
    if filters.len() > MOST_FILTERS {
        return Ok(None);
    }
    let n_without = n_articles(&[])?;
    if n_without == 0 {
        return Ok(None);
    }
    let mut strict = Vec::new();
    for filter in &filters {
        if n_articles(std::slice::from_ref(filter))? == 0 {
            strict.push(print(filter));
        }
    }
    if strict.is_empty() {
        strict = filters.iter().map(print).collect();
    }
    let strict: Vec<String> = strict.iter().map(|shown| format!("`{shown}`")).collect();
    let (admits, it) = if strict.len() == 1 {
        ("admits", "it")
    } else {
        ("admit", "them")
    };
    let hold = if n_without == 1 {
        "1 article holds".to_owned()
    } else {
        format!("{n_without} articles hold")
    };
    Ok(Some(format!(
        "{} {admits} none: without {it}, {hold} the words",
        strict.join(" and ")
    )))
}

/// The parts side by side.
pub(super) fn parts_of(root: &Node) -> Vec<Node> {
    match root {
        Node::Sequence(parts) | Node::And(parts) => parts.iter().flat_map(parts_of).collect(),
        other => vec![other.clone()],
    }
}

/// Whether a part only admits or leaves out.
pub(super) fn is_filter(node: &Node) -> bool {
    match node {
        Node::Filter(_) | Node::Not(_) => true,
        Node::Or(parts) => parts.iter().all(is_filter),
        Node::Required(part) => is_filter(part),
        Node::Sequence(_) | Node::And(_) | Node::Leaf(_) => false,
    }
}

/// Says which filters name a topic, kind or status that there is not, or a company, language or site
/// that no article has.
pub(super) fn notices_of_values(snapshot: &Snapshot, node: &Node) -> Vec<String> {
    fn all<T: Copy>(values: &[T], name: fn(T) -> &'static str) -> Vec<&'static str> {
        values.iter().map(|value| name(*value)).collect()
    }
    let filter = match node {
        Node::Sequence(parts) | Node::And(parts) | Node::Or(parts) => {
            let each = parts.iter().map(|part| notices_of_values(snapshot, part));
            return each.flatten().collect();
        }
        Node::Required(part) | Node::Not(part) => return notices_of_values(snapshot, part),
        Node::Filter(filter) => filter,
        Node::Leaf(_) => return Vec::new(),
    };
    let (value, known) = match filter {
        Filter::Topic(topic) => (topic, all(Topic::ALL, Topic::as_str)),
        Filter::Deal(kind) => (kind, all(DealKind::ALL, DealKind::as_str)),
        Filter::Status(status) => (status, all(DealStatus::ALL, DealStatus::as_str)),
        Filter::Company(name) => return notice_of_company(snapshot, filter, name),
        Filter::Lang(code) => return notice_of_language(snapshot, filter, code),
        Filter::Id(id) => return notice_of_id(snapshot, filter, id),
        Filter::Site(site) => return notice_of_site(snapshot, filter, site).unwrap_or_default(),
        _ => return Vec::new(),
    };
    if known.contains(&value.to_lowercase().as_str()) {
        return Vec::new();
    }
    let shown = print(&Node::Filter(filter.clone()));
    vec![format!(
        "`{shown}` admits nothing: there are {}",
        known.join(", ")
    )]
}

/// Whether a query whose parts must all hold leaves no article over.
pub(super) fn admits_none(snapshot: &Snapshot, root: &Node) -> Result<bool, IndexError> {
    let plan = plan(snapshot, root, Takes::All, true, true)?;
    let Some(formula) = &plan.admits else {
        return Ok(false);
    };
    let admitted = admit_all(snapshot, formula)?;
    Ok(admitted.iter().all(|set| set.count() == 0))
}

/// Whether any article holds one of the terms.
fn is_held(snapshot: &Snapshot, field: Field, terms: &[String]) -> bool {
    let is_held = |term: &String| {
        let term = Term::from_field_text(field, term);
        snapshot.statistics().document_frequency(&term) > 0
    };
    terms.iter().any(is_held)
}

fn notice_of_language(snapshot: &Snapshot, filter: &Filter, code: &str) -> Vec<String> {
    if is_held(snapshot, snapshot.fields().lang, &[code.to_lowercase()]) {
        return Vec::new();
    }
    let shown = print(&Node::Filter(filter.clone()));
    vec![format!(
        "`{shown}` admits nothing: no article is in that language; languages are codes such as `lang:en`"
    )]
}

fn notice_of_company(snapshot: &Snapshot, filter: &Filter, name: &str) -> Vec<String> {
    let (field, names) = super::plan::company(snapshot, name);
    if is_held(snapshot, field, &names) {
        return Vec::new();
    }
    let shown = print(&Node::Filter(filter.clone()));
    let (name, whose, suffix) = match name.strip_suffix("!primary") {
        Some(name) => (name, "is about", "!primary"),
        None => (name, "names", ""),
    };
    let near = near_companies(snapshot, name).unwrap_or_default();
    let near = near
        .iter()
        .map(|near| Filter::Company(format!("{near}{suffix}")));
    let way_out = near_to_it(near)
        .unwrap_or_else(|| "`newsdex companies` lists those that are named".to_owned());
    vec![format!(
        "`{shown}` admits nothing: no article {whose} that company; {way_out}"
    )]
}

/// Names the filters that were perhaps meant; `None` where there are none.
fn near_to_it(near: impl Iterator<Item = Filter>) -> Option<String> {
    let near: Vec<String> = near
        .map(|filter| format!("`{}`", print(&Node::Filter(filter))))
        .collect();
    let is = if near.len() == 1 { "is" } else { "are" };
    (!near.is_empty()).then(|| format!("near to it {is} {}", near.join(", ")))
}

fn notice_of_id(snapshot: &Snapshot, filter: &Filter, id: &str) -> Vec<String> {
    if is_held(snapshot, snapshot.fields().id, &[id.to_owned()]) {
        return Vec::new();
    }
    let shown = print(&Node::Filter(filter.clone()));
    vec![format!("`{shown}` admits nothing: no article has that id")]
}

/// Most companies that are named in place of one that there is not.
const MOST_COMPANIES: usize = 3;

/// Names of companies in articles, in lower case, that are nearly `name`.
pub fn near_companies(snapshot: &Snapshot, name: &str) -> Result<Vec<String>, IndexError> {
    let name = name.to_lowercase();
    let near = near_in(
        snapshot,
        snapshot.fields().company,
        &name,
        2,
        MOST_COMPANIES,
    )?;
    Ok(near.into_iter().map(|near| near.word).collect())
}

/// Most sites that are named in place of one that there is not.
const MOST_SITES: usize = 3;

fn notice_of_site(
    snapshot: &Snapshot,
    filter: &Filter,
    site: &str,
) -> Result<Vec<String>, IndexError> {
    let node = Node::Filter(filter.clone());
    if !admits_none(snapshot, &node)? {
        return Ok(Vec::new());
    }
    let mut near = Vec::new();
    for token in tokens(site).iter().filter(|token| !token.is_extra) {
        near.extend(near_sites(snapshot, &token.form)?);
    }
    near.dedup();
    near.truncate(MOST_SITES);
    let near = near.into_iter().map(Filter::Site);
    let way_out = near_to_it(near)
        .unwrap_or_else(|| "`newsdex stats --by site` lists those that there are".to_owned());
    let shown = print(&node);
    Ok(vec![format!(
        "`{shown}` admits nothing: no article is of that site; {way_out}"
    )])
}

/// Words in the names of sites that hold `word` or are nearly it; none where it is one of them.
fn near_sites(snapshot: &Snapshot, word: &str) -> Result<Vec<String>, IndexError> {
    const LEAST_CHARS: usize = 4;
    let field = snapshot.fields().site;
    if word.chars().count() < LEAST_CHARS || is_held(snapshot, field, &[word.to_owned()]) {
        return Ok(Vec::new());
    }
    let mut found: Vec<String> = near_in(snapshot, field, word, 2, MOST_SITES)?
        .into_iter()
        .map(|near| near.word)
        .collect();
    for segment in snapshot.segments() {
        let inverted = segment.reader.inverted_index(field)?;
        let mut stream = inverted.terms().stream()?;
        while stream.advance() && found.len() < MOST_SITES {
            let term = String::from_utf8_lossy(stream.key()).into_owned();
            // `example` is named, and not `newsexample`, which stands for `news.example`.
            let is_longer = found.iter().any(|known| term.contains(known.as_str()));
            if term.contains(word) && !is_longer {
                found.push(term);
            }
        }
    }
    Ok(found)
}
