//! Query options of the reads: `$select`, `$expand`, `$filter`, `$top`, `$skip`, `$orderby`. Anything else is refused.

use super::error::GraphError;
use super::filter::{self, Condition};
use super::lexer::{self, Token};
use super::schema;
use crate::store::extended::PropertyId;

/// Page size when `$top` does not say ("10 messages", list messages).
const DEFAULT_PAGE: usize = 10;
/// Largest page.
const LARGEST_PAGE: usize = 1000;
const EXTENDED: &str = "singleValueExtendedProperties";

/// Query options that were read.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) select: Option<Vec<String>>,
    /// Extended properties that `$expand` asks for.
    pub(super) expanded_properties: Option<Vec<PropertyId>>,
    /// All of these must hold.
    pub(super) filter: Option<Vec<Condition>>,
    pub(super) top: usize,
    pub(super) skip: usize,
    pub(super) order: Option<Order>,
}

/// What a listing is sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) property: String,
    pub(super) descending: bool,
}

impl Query {
    /// Reads the options of a request for `type`; `allowed` names those that the endpoint has.
    pub(super) fn read(query: Option<&str>, r#type: &str, allowed: &[&str]) -> Result<Self, GraphError> {
        let mut read = Self {
            select: None,
            expanded_properties: None,
            filter: None,
            top: DEFAULT_PAGE,
            skip: 0,
            order: None,
        };
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            // Graph takes its options without the dollar sign, too.
            let option = name.strip_prefix('$').unwrap_or(&name);
            if !allowed.contains(&option) {
                match name.starts_with('$') {
                    true => return Err(refuse(format!("The query option '{name}' is not supported here."))),
                    false => continue,
                }
            }
            match option {
                "select" => read.select = Some(selected(&value, r#type)?),
                "expand" => read.expanded_properties = Some(expanded(&value)?),
                "filter" => read.filter = Some(filter::read(&value)?),
                "top" => match value.parse() {
                    Ok(top @ 1..=LARGEST_PAGE) => read.top = top,
                    _ => {
                        return Err(refuse(format!(
                            "'{value}' is no value for $top: it lies between 1 and 1000."
                        )));
                    }
                },
                "skip" => match value.parse() {
                    Ok(skip) => read.skip = skip,
                    Err(_) => return Err(refuse(format!("'{value}' is no value for $skip."))),
                },
                _ => read.order = Some(ordered(&value, r#type)?),
            }
        }
        // What is sorted by has to be filtered by first (list messages); nothing that can be filtered by is sortable.
        if read.order.is_some() && read.filter.is_some() {
            return Err(GraphError::bad_request(
                "InefficientFilter",
                "The restriction or sort order is too complex for this operation.",
            ));
        }
        Ok(read)
    }

    pub(super) fn selects(&self, name: &str) -> bool {
        name == "id"
            || self
                .select
                .as_ref()
                .is_none_or(|names| names.iter().any(|own| own == name))
    }

    /// Whether the response depends on extended properties, which `Mail.ReadBasic` does not cover.
    pub(super) fn touches_extended(&self) -> bool {
        self.expanded_properties.is_some()
            || self
                .filter
                .iter()
                .flatten()
                .any(|condition| matches!(condition, Condition::Extended(_)))
    }
}

/// A name that the type does not have is refused, as everywhere in Graph.
fn selected(list: &str, r#type: &str) -> Result<Vec<String>, GraphError> {
    let names: Vec<String> = list.split(',').map(|name| name.trim().to_owned()).collect();
    match names.iter().find(|name| !schema::graph().has_property(r#type, name)) {
        None => Ok(names),
        Some(unknown) => Err(refuse(format!(
            "Could not find a property named '{unknown}' on type 'microsoft.graph.{type}'."
        ))),
    }
}

fn ordered(text: &str, r#type: &str) -> Result<Order, GraphError> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (property, descending) = match words.as_slice() {
        [property] | [property, "asc"] => (*property, false),
        [property, "desc"] => (*property, true),
        _ => return Err(refuse(format!("'{text}' is no value for $orderby."))),
    };
    let sortable = [
        "receivedDateTime",
        "sentDateTime",
        "createdDateTime",
        "lastModifiedDateTime",
        "subject",
    ];
    if !schema::graph().has_property(r#type, property) || !sortable.contains(&property) {
        return Err(refuse(format!("Messages cannot be sorted by '{property}'.")));
    }
    Ok(Order {
        property: property.to_owned(),
        descending,
    })
}

/// Reads `singleValueExtendedProperties($filter=id eq 'A' or id eq 'B')`.
fn expanded(text: &str) -> Result<Vec<PropertyId>, GraphError> {
    let tokens = lexer::tokens(text).map_err(|rest| refuse(format!("$expand cannot be read from '{rest}' on.")))?;
    let unreadable = || {
        refuse(format!(
            "'{text}' is no value for $expand: only {EXTENDED}($filter=id eq '…' or id eq '…') is supported."
        ))
    };
    let [
        Token::Word(navigation),
        Token::Mark('('),
        Token::Word(option),
        Token::Mark('='),
        filter @ ..,
        Token::Mark(')'),
    ] = tokens.as_slice()
    else {
        return Err(unreadable());
    };
    if navigation != EXTENDED || option != "$filter" {
        return Err(unreadable());
    }
    let mut ids = Vec::new();
    for alternative in filter.split(|token| matches!(token, Token::Word(word) if word == "or")) {
        match alternative {
            [Token::Word(id), Token::Word(eq), Token::Text(value)] if id == "id" && eq == "eq" => {
                let id =
                    PropertyId::parse(value).map_err(|why| GraphError::bad_request("ErrorInvalidProperty", why))?;
                ids.push(id);
            }
            _ => return Err(unreadable()),
        }
    }
    Ok(ids)
}

fn refuse(message: String) -> GraphError {
    GraphError::bad_request("RequestBroker--ParseUri", message)
}
