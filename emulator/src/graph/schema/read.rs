//! Reads CSDL (OData 4.01, XML form) as far as request bodies need it.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Property, Schema, Structure, Type};

/// What the properties read next belong to.
enum Owner {
    Structure(String),
    Enum(String),
    Action(String),
}

pub(super) fn schema(text: &str) -> Result<Schema, quick_xml::Error> {
    let mut reader = Reader::from_str(text);
    let mut schema = Schema::default();
    let mut owner = None;
    loop {
        match reader.read_event()? {
            Event::Start(element) | Event::Empty(element) => {
                let attributes = attributes(&element)?;
                read_element(element.local_name().as_ref(), &attributes, &mut owner, &mut schema);
            }
            Event::Eof => return Ok(schema),
            _ => {}
        }
    }
}

fn read_element(element: &[u8], attributes: &HashMap<String, String>, owner: &mut Option<Owner>, schema: &mut Schema) {
    let name = || attributes.get("Name").cloned().unwrap_or_default();
    let property = || Property {
        r#type: Type::parse(attributes.get("Type").map_or("", String::as_str)),
        nullable: attributes.get("Nullable").is_none_or(|value| value != "false"),
    };
    match element {
        b"EntityType" | b"ComplexType" => {
            let structure = Structure {
                base: attributes
                    .get("BaseType")
                    .and_then(|base| base.rsplit('.').next())
                    .map(str::to_owned),
                is_abstract: attributes.get("Abstract").is_some_and(|value| value == "true"),
                properties: HashMap::new(),
            };
            schema.structures.insert(name(), structure);
            *owner = Some(Owner::Structure(name()));
        }
        b"EnumType" => *owner = Some(Owner::Enum(name())),
        // Of overloads, only the first one counts: createUploadSession has another, for files of To Do.
        b"Action" => *owner = (!schema.actions.contains_key(&name())).then(|| Owner::Action(name())),
        b"Property" | b"NavigationProperty" => {
            if let Some(Owner::Structure(owner)) = owner
                && let Some(structure) = schema.structures.get_mut(owner)
            {
                structure.properties.insert(name(), property());
            }
        }
        b"Member" => {
            if let Some(Owner::Enum(owner)) = owner {
                schema.enums.entry(owner.clone()).or_default().push(name());
            }
        }
        // The binding parameter is the resource in the path, not part of the body.
        b"Parameter" if name() != "bindingParameter" => {
            if let Some(Owner::Action(owner)) = owner {
                schema
                    .actions
                    .entry(owner.clone())
                    .or_default()
                    .insert(name(), property());
            }
        }
        _ => {}
    }
}

fn attributes(element: &BytesStart<'_>) -> Result<HashMap<String, String>, quick_xml::Error> {
    let mut all = HashMap::new();
    for attribute in element.attributes() {
        let attribute = attribute?;
        let name = String::from_utf8_lossy(attribute.key.local_name().as_ref()).into_owned();
        all.insert(name, String::from_utf8_lossy(&attribute.value).into_owned());
    }
    Ok(all)
}
