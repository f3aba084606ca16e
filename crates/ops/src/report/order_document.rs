use taicho_documents::OrderDraft;
use taicho_documents::order::{OrderForm, OrderedChange};
use taicho_model::vietnamese::within_a_sentence;
use taicho_model::{Area, Order, OrderId, ProposalKinds, Words, Zone, ZoneRef, vietnam_date};
use taicho_rules::Library;
use taicho_store::Read;

use crate::content::Head;
use crate::local::in_force;
use crate::{Content, OpsError};

/// The draft of the document that an approved proposal becomes; its number stays empty.
pub fn order_document(
    read: &mut Read<'_>,
    content: &Content,
    library: &Library,
    id: &OrderId,
    demo_notice: Option<Words>,
) -> Result<OrderDraft, OpsError> {
    let missing = || OpsError::UnknownOrder(id.clone());
    let order = read.fetch::<Order>(&id.0)?.ok_or_else(missing)?.record;
    let area = read.fetch::<Area>(&order.area_id.0)?.ok_or_else(missing)?.record;
    let zone = match &order.zone_id {
        Some(zone) => read.fetch::<Zone>(&zone.0)?,
        None => None,
    };
    let zone = zone.map(|zone| ZoneRef { code: zone.record.code, name: zone.record.name });
    // The day of drafting is that of the first version: a later correction does not make the draft younger.
    let orders = taicho_store::KindSpec::named("orders").ok_or_else(missing)?;
    let first = read.history(orders, &id.0)?.pop().ok_or_else(missing)?;
    let drafted_on = vietnam_date(first.recorded_at);
    let now = in_force(read, content, library, None)?;
    let head = Head::of_order(&now.content, &area, drafted_on)?.for_office(read, &area)?;
    let place = match &zone {
        Some(zone) => format!("{}, {}", zone.name, within_a_sentence(&area.full_name())),
        None => within_a_sentence(&area.full_name()),
    };
    let mut bases = head.bases;
    bases.extend((!order.document.is_empty()).then(|| cited(&now.library, &order.document)));
    let kinds = content.proposal_kinds();
    let disease = order.about_disease().and_then(|code| content.disease(code));
    let disease_name = disease.map(|disease| disease.name.clone());
    Ok(OrderDraft {
        issuer: head.issuer,
        form: OrderForm::Decision,
        drafted_on,
        title: title(kinds, &head.title, &order.kind, disease_name.as_ref(), &place),
        kinds: kinds.clone(),
        authority: head.authority,
        demo_notice,
        bases,
        proposed_by: head.proposed_by,
        changes: vec![OrderedChange {
            area: area.to_ref(),
            zone,
            kind: order.kind,
            disease_name,
            value: order.value,
            from: order.effective_from,
            until: order.effective_to,
        }],
        executors: head.executors,
        recipients: head.recipients,
        signer: head.signer,
    })
}

/// The document as the rule set cites it, with its day: `23/KH-BCĐ, III.2.4` is too short for an order.
fn cited(library: &Library, document: &str) -> String {
    let set = library.sets().iter().find(|set| document.starts_with(&set.document.canonical));
    match set {
        Some(set) => document.replacen(&set.document.canonical, &set.document.cited_as, 1),
        None => document.to_owned(),
    }
}

/// The subject of an order of a kind that has none of its own.
const OTHER_SUBJECT: (&str, &str) =
    ("điều chỉnh các biện pháp phòng, chống dịch tại {place}", "Adjusting measures in {place}");

fn title(
    kinds: &ProposalKinds,
    frame: &Words,
    kind: &str,
    disease: Option<&Words>,
    place: &str,
) -> Words {
    let order = kinds.get(kind).and_then(|kind| kind.order.as_ref());
    let other = || Words::new(OTHER_SUBJECT.0, OTHER_SUBJECT.1);
    let about = order.map_or_else(other, |order| order.about.clone());
    let fill = |frame: &str, about: &str, disease: Option<&String>| {
        let about = about.replace("{place}", place);
        frame.replace("{subject}", &about.replace("{disease}", disease.map_or("", |name| name)))
    };
    Words::new(
        fill(&frame.vi, &about.vi, disease.map(|name| &name.vi)),
        fill(&frame.en, &about.en, disease.map(|name| &name.en)),
    )
}
