#![doc = include_str!("../README.md")]

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::meta::ParseNestedMeta;
use syn::parse::Parse;
use syn::punctuated::Punctuated;
use syn::{
    Data, DeriveInput, Error, Field, Fields, Ident, LitInt, LitStr, Result, Token, parenthesized,
};

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
    let specs = declared.iter().zip(&columns).map(|(field, column)| {
        let of_field = OfField::read(field)?;
        known(of_field.dated_by.iter(), &idents)?;
        known(of_field.sibling.iter(), &idents)?;
        Ok(of_field.spec(field, column))
    });
    let specs = specs.collect::<Result<Vec<_>>>()?;
    known(of_record.key.iter().chain(&of_record.found_together), &idents)?;
    known(of_record.learned.iter().map(|(field, _)| field), &idents)?;
    known(of_record.span.iter().flat_map(|span| [&span.first, &span.last]), &idents)?;
    let one_current = match &of_record.one_current {
        None => quote!(None),
        Some(one) => {
            known(one.of.iter().chain([&one.while_none]), &idents)?;
            let (of, while_none) =
                (one.of.iter().map(Ident::to_string), one.while_none.to_string());
            quote!(Some(::taicho_model::OneCurrent { of: &[#(#of),*], while_none: #while_none }))
        }
    };
    let OfRecord { table, vi, en, files, id_form, is_decided, is_internal, .. } = &of_record;
    let span = of_record.span.as_ref().map_or(quote!(None), |span| {
        let (first, last) = (span.first.to_string(), span.last.to_string());
        let is_inclusive = span.is_inclusive;
        quote!(Some(::taicho_model::Span { first: #first, last: #last, is_inclusive: #is_inclusive }))
    });
    let id_form = id_form.as_ref().map_or(quote!(None), |form| quote!(Some(#form)));
    let key = of_record.key.iter().map(Ident::to_string);
    let found_together = of_record.found_together.iter().map(Ident::to_string);
    let learned = of_record.learned.iter().map(|(field, hour)| {
        let field = field.to_string();
        quote!((#field, #hour))
    });
    let is_scoped = columns.iter().any(|column| column == "area_path");
    let (complete, check) = match of_record.is_checked {
        true => (
            quote!(<#name as ::taicho_model::Checked>::complete),
            quote!(|row, faults| {
                if let Some(record) = row.record::<#name>() {
                    ::taicho_model::Checked::check(&record, faults);
                }
            }),
        ),
        false => (quote!(|_, _| {}), quote!(|_, _| {})),
    };
    // Who writes rules for a row and forgets to say `checked` is told by the compiler.
    let says_checked =
        of_record.is_checked.then(|| quote!(impl ::taicho_model::SaysChecked for #name {}));
    Ok(quote! {
        #says_checked

        impl ::taicho_model::Record for #name {
            const KIND: &'static str = #table;
            const SPEC: &'static ::taicho_model::KindSpec = &::taicho_model::KindSpec {
                name: #table,
                title: (#vi, #en),
                files: &[#(#files),*],
                columns: &[#(#columns),*],
                fields: &[#(#specs),*],
                key: &[#(#key),*],
                found_together: &[#(#found_together),*],
                id_form: #id_form,
                learned: &[#(#learned),*],
                span: #span,
                one_current: #one_current,
                is_scoped: #is_scoped,
                is_decided: #is_decided,
                is_internal: #is_internal,
                complete: #complete,
                check: #check,
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

/// Fails where something names a field that is not there.
fn known<'a>(named: impl Iterator<Item = &'a Ident>, idents: &[&Ident]) -> Result<()> {
    match named.into_iter().find(|name| !idents.contains(name)) {
        Some(unknown) => Err(Error::new_spanned(unknown, "there is no such field")),
        None => Ok(()),
    }
}

/// `#[record(table = "…", vi = "…", en = "…", key(…), index(…), files("…"), id = "{…}", learned(field = hour),
/// span(first..=last), one_current(field; while_none), checked, decided, internal)]`
#[derive(Default)]
struct OfRecord {
    table: String,
    vi: String,
    en: String,
    key: Vec<Ident>,
    found_together: Vec<Ident>,
    files: Vec<String>,
    id_form: Option<String>,
    learned: Vec<(Ident, LitInt)>,
    span: Option<Span>,
    one_current: Option<OneCurrent>,
    is_checked: bool,
    is_decided: bool,
    is_internal: bool,
}

/// `one_current(of, …; while_none)`
struct OneCurrent {
    of: Vec<Ident>,
    while_none: Ident,
}

impl Parse for OneCurrent {
    fn parse(input: syn::parse::ParseStream<'_>) -> Result<Self> {
        let of = Punctuated::<Ident, Token![,]>::parse_separated_nonempty(input)?;
        input.parse::<Token![;]>()?;
        Ok(Self { of: of.into_iter().collect(), while_none: input.parse()? })
    }
}

/// `first..end` or `first..=last`
struct Span {
    first: Ident,
    last: Ident,
    is_inclusive: bool,
}

impl Parse for Span {
    fn parse(input: syn::parse::ParseStream<'_>) -> Result<Self> {
        let first = input.parse()?;
        let is_inclusive = input.peek(Token![..=]);
        if is_inclusive {
            input.parse::<Token![..=]>()?;
        } else {
            input.parse::<Token![..]>()?;
        }
        Ok(Self { first, last: input.parse()?, is_inclusive })
    }
}

impl OfRecord {
    fn read(input: &DeriveInput) -> Result<Self> {
        let mut read = Self::default();
        for attribute in input.attrs.iter().filter(|it| it.path().is_ident("record")) {
            attribute.parse_nested_meta(|meta| {
                match word(&meta).as_str() {
                    "table" => read.table = text(&meta)?,
                    "vi" => read.vi = text(&meta)?,
                    "en" => read.en = text(&meta)?,
                    "id" => read.id_form = Some(text(&meta)?),
                    "key" => read.key = list(&meta)?,
                    "index" => read.found_together = list(&meta)?,
                    "files" => read.files = texts(&meta)?,
                    "learned" => {
                        let pairs: Vec<Learned> = list(&meta)?;
                        read.learned = pairs.into_iter().map(|it| (it.field, it.hour)).collect();
                    }
                    "span" => {
                        let inner;
                        parenthesized!(inner in meta.input);
                        read.span = Some(inner.parse()?);
                    }
                    "one_current" => {
                        let inner;
                        parenthesized!(inner in meta.input);
                        read.one_current = Some(inner.parse()?);
                    }
                    "checked" => read.is_checked = true,
                    "decided" => read.is_decided = true,
                    "internal" => read.is_internal = true,
                    _ => return Err(meta.error(format!("a record has {}", OF_RECORD.join(", ")))),
                }
                Ok(())
            })?;
        }
        for (what, text) in [("table", &read.table), ("vi", &read.vi), ("en", &read.en)] {
            if text.is_empty() {
                return Err(Error::new_spanned(&input.ident, format!("a record needs `{what}`")));
            }
        }
        Ok(read)
    }
}

/// `field = hour`
struct Learned {
    field: Ident,
    hour: LitInt,
}

impl Parse for Learned {
    fn parse(input: syn::parse::ParseStream<'_>) -> Result<Self> {
        let field = input.parse()?;
        input.parse::<Token![=]>()?;
        Ok(Self { field, hour: input.parse()? })
    }
}

/// `#[field(vi = "…", en = "…", column = "…", headings("…"), holds("…", "…"), reads(…), dated_by(…), personal, …)]`
#[derive(Default)]
struct OfField {
    vi: String,
    en: String,
    column: Option<String>,
    headings: Vec<String>,
    holds: Vec<String>,
    reading: Option<Ident>,
    /// The field into which the reading puts something besides.
    sibling: Option<Ident>,
    dated_by: Vec<Ident>,
    /// What is taken where nothing is written.
    default: Option<String>,
    flags: Vec<String>,
}

/// What can be said of a record.
const OF_RECORD: &[&str] = &[
    "table",
    "vi",
    "en",
    "key",
    "index",
    "files",
    "id",
    "learned",
    "span",
    "one_current",
    "checked",
    "decided",
    "internal",
];

/// What can be said of a field in more than one word.
const OF_FIELD: &[&str] = &["vi", "en", "column", "headings", "holds", "reads", "dated_by"];

/// What can be said of a field in one word.
const FLAGS: &[&str] =
    &["default", "personal", "internal", "past", "index", "search", "commune", "within", "disease"];

impl OfField {
    fn read(field: &Field) -> Result<Self> {
        let mut read = Self::default();
        for attribute in field.attrs.iter().filter(|it| it.path().is_ident("field")) {
            attribute.parse_nested_meta(|meta| {
                match word(&meta).as_str() {
                    "vi" => read.vi = text(&meta)?,
                    "en" => read.en = text(&meta)?,
                    "column" => read.column = Some(text(&meta)?),
                    "headings" => read.headings = texts(&meta)?,
                    "holds" => read.holds = texts(&meta)?,
                    "dated_by" => read.dated_by = list(&meta)?,
                    "reads" => {
                        let mut words = list::<Ident>(&meta)?.into_iter();
                        (read.reading, read.sibling) = (words.next(), words.next());
                    }
                    "default" if meta.input.peek(Token![=]) => {
                        read.default = Some(text(&meta)?);
                        read.flags.push("default".to_owned());
                    }
                    flag if FLAGS.contains(&flag) => read.flags.push(flag.to_owned()),
                    _ => {
                        let all = [OF_FIELD, FLAGS].concat().join(", ");
                        return Err(meta.error(format!("a field has {all}")));
                    }
                }
                Ok(())
            })?;
        }
        for (what, text) in [("vi", &read.vi), ("en", &read.en)] {
            if text.is_empty() {
                return Err(Error::new_spanned(field, format!("a field needs `{what}`")));
            }
        }
        if !matches!(read.holds.len(), 0 | 2) {
            return Err(Error::new_spanned(field, "`holds` has a text in each of two languages"));
        }
        Ok(read)
    }

    fn spec(&self, field: &Field, name: &str) -> TokenStream {
        let ty = &field.ty;
        let Self { vi, en, headings, .. } = self;
        let column = self.column.as_deref().unwrap_or(name);
        let holds = match &self.holds[..] {
            [vi, en] => quote!(Some((#vi, #en))),
            _ => quote!(None),
        };
        let has = |flag: &str| self.flags.iter().any(|it| it == flag);
        let field_type = match has("disease") {
            true => quote!(::taicho_model::FieldType::Disease),
            false => quote!(<#ty as ::taicho_model::FieldValue>::TYPE),
        };
        let sibling = self.sibling.as_ref().map(Ident::to_string);
        let reading = match (self.reading.as_ref().map(Ident::to_string), sibling) {
            (None, _) => quote!(Plain),
            (Some(reading), sibling) => {
                let reading = Ident::new(
                    &camel(&reading),
                    field.ident.as_ref().map_or_else(proc_macro2::Span::call_site, Ident::span),
                );
                sibling.map_or(quote!(#reading), |sibling| quote!(#reading(#sibling)))
            }
        };
        let default = self.default.as_ref().map_or(quote!(None), |text| quote!(Some(#text)));
        let is_searched = has("search");
        let dated_by = self.dated_by.iter().map(Ident::to_string);
        let flags =
            ["default", "personal", "internal", "past", "index", "commune", "within"].map(has);
        let [has_default, is_personal, is_internal, is_past, is_indexed, is_of_commune, is_within] =
            flags;
        quote! {
            ::taicho_model::FieldSpec {
                name: #name,
                column: #column,
                title: (#vi, #en),
                headings: &[#(#headings),*],
                holds: #holds,
                field_type: #field_type,
                reading: ::taicho_model::Reading::#reading,
                is_required: <#ty as ::taicho_model::FieldValue>::IS_REQUIRED,
                has_default: #has_default,
                default: #default,
                is_personal: #is_personal,
                is_internal: #is_internal,
                is_past: #is_past,
                is_indexed: #is_indexed,
                dated_by: &[#(#dated_by),*],
                is_of_commune: #is_of_commune,
                is_searched: #is_searched,
                is_within: #is_within,
            }
        }
    }
}

/// The word with which a part of an attribute begins.
fn word(meta: &ParseNestedMeta<'_>) -> String {
    meta.path.to_token_stream().to_string()
}

/// `… = "text"`
fn text(meta: &ParseNestedMeta<'_>) -> Result<String> {
    Ok(meta.value()?.parse::<LitStr>()?.value())
}

/// `…("text", "text")`
fn texts(meta: &ParseNestedMeta<'_>) -> Result<Vec<String>> {
    Ok(list::<LitStr>(meta)?.iter().map(LitStr::value).collect())
}

/// `…(one, two)`
fn list<T: Parse>(meta: &ParseNestedMeta<'_>) -> Result<Vec<T>> {
    let inner;
    parenthesized!(inner in meta.input);
    Ok(Punctuated::<T, Token![,]>::parse_terminated(&inner)?.into_iter().collect())
}

/// `personal_id` becomes `PersonalId`.
fn camel(snake: &str) -> String {
    let part = |part: &str| {
        let mut letters = part.chars();
        letters
            .next()
            .map(|first| first.to_ascii_uppercase())
            .into_iter()
            .chain(letters)
            .collect::<String>()
    };
    snake.split('_').map(part).collect()
}
