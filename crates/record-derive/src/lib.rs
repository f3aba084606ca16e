#![doc = include_str!("../README.md")]

use proc_macro2::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Data, DeriveInput, Error, Field, Fields, Ident, LitStr, Result, Token, parenthesized};

/// Declares a struct as a kind of record.
#[proc_macro_derive(Record, attributes(record, field))]
pub fn record(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = syn::parse_macro_input!(input as DeriveInput);
    expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let name = &input.ident;
    let of_record = OfRecord::read(input)?;
    let all = fields(input)?;
    let Some((_, declared)) =
        all.split_first().filter(|(id, _)| id.ident.as_ref().is_some_and(|it| it == "id"))
    else {
        return Err(Error::new_spanned(name, "the first field of a record is its `id`"));
    };
    let idents: Vec<&Ident> = declared.iter().filter_map(|field| field.ident.as_ref()).collect();
    let columns: Vec<String> = idents.iter().map(|ident| ident.to_string()).collect();
    let types = declared.iter().map(|field| &field.ty);
    let specs = declared.iter().zip(&columns).map(|(field, column)| spec(field, column));
    let specs = specs.collect::<Result<Vec<_>>>()?;
    let OfRecord { table, vi, en, key } = of_record;
    if let Some(unknown) = key.iter().find(|part| !idents.contains(part)) {
        return Err(Error::new_spanned(unknown, "the key names no field"));
    }
    let key = key.iter().map(|part| part.to_string());
    let is_scoped = columns.iter().any(|column| column == "area_path");
    Ok(quote! {
        impl ::taicho_model::Record for #name {
            const SPEC: &'static ::taicho_model::KindSpec = &::taicho_model::KindSpec {
                name: #table,
                title: (#vi, #en),
                columns: &[#(#columns),*],
                fields: &[#(#specs),*],
                key: &[#(#key),*],
                is_scoped: #is_scoped,
            };

            fn id(&self) -> &str {
                self.id.as_ref()
            }

            fn write(&self, sink: &mut impl ::taicho_model::Sink) {
                #(::taicho_model::FieldValue::write(&self.#idents, sink);)*
            }

            fn read<S: ::taicho_model::Source>(row: &S, first: usize) -> ::core::result::Result<Self, S::Error> {
                let id = row.text(first)?.unwrap_or_default().into();
                let mut at = first;
                #(
                    at += 1;
                    let #idents = <#types as ::taicho_model::FieldValue>::read(row, at)?
                        .ok_or_else(|| S::unreadable(#table, #columns))?;
                )*
                ::core::result::Result::Ok(Self { id, #(#idents),* })
            }
        }
    })
}

fn fields(input: &DeriveInput) -> Result<Vec<&Field>> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(named) => Ok(named.named.iter().collect()),
            _ => Err(Error::new_spanned(&input.ident, "a record has named fields")),
        },
        _ => Err(Error::new_spanned(&input.ident, "a record is a struct")),
    }
}

/// `#[record(table = "…", vi = "…", en = "…", key(…))]`
struct OfRecord {
    table: String,
    vi: String,
    en: String,
    key: Vec<Ident>,
}

impl OfRecord {
    fn read(input: &DeriveInput) -> Result<Self> {
        let (mut table, mut vi, mut en, mut key) = (None, None, None, Vec::new());
        for attribute in input.attrs.iter().filter(|it| it.path().is_ident("record")) {
            attribute.parse_nested_meta(|meta| {
                let text = |slot: &mut Option<String>| -> Result<()> {
                    *slot = Some(meta.value()?.parse::<LitStr>()?.value());
                    Ok(())
                };
                if meta.path.is_ident("table") {
                    text(&mut table)
                } else if meta.path.is_ident("vi") {
                    text(&mut vi)
                } else if meta.path.is_ident("en") {
                    text(&mut en)
                } else if meta.path.is_ident("key") {
                    let inner;
                    parenthesized!(inner in meta.input);
                    key.extend(Punctuated::<Ident, Token![,]>::parse_terminated(&inner)?);
                    Ok(())
                } else {
                    Err(meta.error("a record has `table`, `vi`, `en` and `key(…)`"))
                }
            })?;
        }
        let needed = |slot: Option<String>, what: &str| {
            slot.ok_or_else(|| Error::new_spanned(&input.ident, format!("a record needs `{what}`")))
        };
        Ok(Self {
            table: needed(table, "table")?,
            vi: needed(vi, "vi")?,
            en: needed(en, "en")?,
            key,
        })
    }
}

/// `#[field(vi = "…", en = "…", personal, internal)]`
fn spec(field: &Field, column: &str) -> Result<TokenStream> {
    let (mut vi, mut en, mut is_personal, mut is_internal) = (None, None, false, false);
    for attribute in field.attrs.iter().filter(|it| it.path().is_ident("field")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("vi") {
                vi = Some(meta.value()?.parse::<LitStr>()?.value());
            } else if meta.path.is_ident("en") {
                en = Some(meta.value()?.parse::<LitStr>()?.value());
            } else if meta.path.is_ident("personal") {
                is_personal = true;
            } else if meta.path.is_ident("internal") {
                is_internal = true;
            } else {
                return Err(meta.error("a field has `vi`, `en`, `personal` and `internal`"));
            }
            Ok(())
        })?;
    }
    let needed = |slot: Option<String>, what: &str| {
        slot.ok_or_else(|| Error::new_spanned(field, format!("a field needs `{what}`")))
    };
    let (vi, en, ty) = (needed(vi, "vi")?, needed(en, "en")?, &field.ty);
    Ok(quote! {
        ::taicho_model::FieldSpec {
            name: #column,
            title: (#vi, #en),
            field_type: <#ty as ::taicho_model::FieldValue>::TYPE,
            is_required: <#ty as ::taicho_model::FieldValue>::IS_REQUIRED,
            is_personal: #is_personal,
            is_internal: #is_internal,
        }
    })
}
