// Development only: answers /api/v1 from made-up data until the program serves; never part of dist.
import http from 'node:http'
import fs from 'node:fs'

const [, , outlinesFile, portText = '8099'] = process.argv
const census = JSON.parse(fs.readFileSync(outlinesFile, 'utf8'))
const CODES = { '09163': 'Vũ Ninh', '09166': 'Đáp Cầu', '09169': 'Thị Cầu', '09172': 'Kinh Bắc', '09175': 'Vệ An', '09178': 'Tiền An', '09181': 'Đại Phúc', '09184': 'Ninh Xá', '09187': 'Suối Hoa', '09190': 'Võ Cường', '09214': 'Hòa Long', '09226': 'Vạn An', '09235': 'Khúc Xuyên', '09244': 'Phong Khê', '09256': 'Kim Chân', '09271': 'Vân Dương', '09286': 'Nam Sơn', '09325': 'Khắc Niệm', '09331': 'Hạp Lĩnh' }
const NOW = '2021-06-17T14:30:00+07:00'
const red = ['Khắc Niệm', 'Nam Sơn', 'Vân Dương', 'Đại Phúc']
const first = ['Suối Hoa', 'Tiền An', 'Phong Khê', 'Khúc Xuyên']
const second = { 'Hòa Long': 24, 'Vạn An': 23, 'Kim Chân': 29, 'Thị Cầu': 29 }
const w = (vi, en) => ({ vi, en })
const outlines = { type: 'FeatureCollection', features: Object.entries(CODES).map(([code, name]) => {
  const found = census.features.find((f) => String(f.properties.commune_id).match(/^1060[0-9]{3}/) && f.properties.commune_vn.replace(/^(Phường|Xã) /, '').normalize('NFC') === name)
  return { type: 'Feature', properties: { code, name: `Phường ${name}` }, geometry: found.geometry }
}) }
const decisions = new Map()
const undone = []
let seq = 100
const iso = (d) => new Date(d).toISOString().slice(0, 10)
const addDays = (d, n) => iso(Date.parse(d) + n * 864e5)
const levelOf = (n) => red.includes(n) ? 'very_high' : ['Võ Cường', 'Hạp Lĩnh', 'Ninh Xá'].includes(n) ? 'high' : first.includes(n) ? 'new_normal' : n in second ? 'at_risk' : 'at_risk'
const area = (code) => ({ code, name: `Phường ${CODES[code]}` })
const fact = (name, label, value, threshold, holds, origin, confidence) => ({ name, label, value, threshold, holds, origin, confidence })

function proposals(day) {
  const out = []
  for (const [code, name] of Object.entries(CODES)) {
    const lv = levelOf(name)
    out.push({ area: area(code), zone: null, disease: 'covid-19', kind: 'risk_level', value: lv, from: '2021-06-17', until: null, due_at: null, changes: name === 'Ninh Xá' || name === 'Thị Cầu', rule: 'vn-covid-2021/2686/commune@1', document: '2686/QĐ-BCĐQG, mục I', confidence: red.includes(name) ? 'S' : 'V2', decides: name !== 'Ninh Xá', facts: [fact('unknown_source_cases', w('Ca cộng đồng chưa rõ nguồn lây', 'Community cases without known source'), lv === 'high' ? 1 : 0, '≥ 1', lv === 'high', 'synthetic', 'V2')], why: w(`${area(code).name} được xếp theo yếu tố cao nhất có thật.`, `${name} is placed by the highest factor that holds.`), notes: name === 'Ninh Xá' ? [w('Giáp ranh phường đỏ là dữ kiện từ bản đồ năm 2009, chưa chắc chắn.', 'Bordering a red ward is a fact from the 2009 map, uncertain.')] : [] })
    const step = first.includes(name) || name in second
    const from = first.includes(name) ? '2021-06-21' : name in second ? '2021-06-25' : '2021-06-17'
    out.push({ area: area(code), zone: null, disease: 'covid-19', kind: 'distancing_tier', value: step ? '15' : '16', from, until: null, due_at: null, changes: step, rule: `vn-covid-2021/23-kh-bcd/step-down.${first.includes(name) ? 'no-community-case' : 'days-since-last'}@1`, document: '23/KH-BCĐ, mục III.2.6', confidence: 'S', decides: true, facts: [
      fact('community_cases', w('Số ca trong cộng đồng từ đầu đợt dịch', 'Community cases since the wave began'), name in second ? 6 : 0, '= 0', first.includes(name), 'synthetic', 'V'),
      fact('days_since_last_f0', w('Số ngày kể từ ca F0 cuối cùng trong các khu phố', 'Days since the last F0 in the quarters'), second[name] ?? null, '> 20', name in second ? true : null, 'seed', 'S'),
      fact('very_high_risk', w('Phường có nguy cơ rất cao', 'Very high risk ward'), red.includes(name), '= không', !red.includes(name), 'seed', 'S'),
    ], why: step ? (first.includes(name) ? w('Chưa có ca mắc trong cộng đồng; Kế hoạch 23 dự kiến áp dụng Chỉ thị 15 từ ngày 21/6/2021.', 'No community case; plan 23 plans Directive 15 from 21 June 2021.') : w(`Đã ${second[name]} ngày kể từ ca F0 cuối cùng trong các khu phố, trên mốc 20 ngày.`, `${second[name]} days since the last F0 in the quarters, over the mark of 20 days.`)) : w('Giữ nguyên Chỉ thị 16.', 'Directive 16 stays.'), notes: step ? [w('Ngày tính số ngày không nêu trong kế hoạch; tham số đang dùng là 17/6/2021.', 'The as-of day of the day counts is not stated; the parameter in use is 17 June 2021.')] : [] })
  }
  const kn = area('09325')
  out.push({ area: kn, zone: { code: 'KN-01', name: 'Khu Thượng' }, disease: 'covid-19', kind: 'zone_freeze', value: 20, from: '2021-06-17', until: '2021-07-06', due_at: null, changes: true, rule: 'vn-covid-2021/23-kh-bcd/freeze@1', document: '23/KH-BCĐ, mục III.2.4', confidence: 'S', decides: true, facts: [fact('freeze_days', w('Số ngày đóng băng tối thiểu', 'Least days frozen'), 20, '≥ 20', true, 'seed', 'S')], why: w('Kế hoạch 23 yêu cầu đóng băng toàn bộ khu Thượng tối thiểu 20 ngày; ngày 17/6 là ngày thứ nhất.', 'Plan 23 freezes the whole of Khu Thượng at least 20 days; 17 June is day 1.'), notes: [] })
  const zones = zoneRows()
  for (const z of zones.slice(0, 14)) {
    const a = z.area
    const n = z.days_since_last_f0 > 14 ? 3 : z.days_since_last_f0 > 7 ? 2 : 1
    out.push({ area: a, zone: { code: z.code, name: z.name }, disease: 'covid-19', kind: 'sampling_round', value: n, from: addDays('2021-06-17', z.days_since_last_f0 % 4), until: null, due_at: null, changes: true, rule: 'vn-covid-2021/23-kh-bcd/sampling.calendar@1', document: '23/KH-BCĐ, mục III.2.1', confidence: 'S', decides: true, facts: [fact('days_since_last_f0', w('Số ngày kể từ ca F0 gần nhất', 'Days since the latest F0'), z.days_since_last_f0, '≤ 7', z.days_since_last_f0 <= 7, 'synthetic', 'V')], why: w(`Lấy mẫu toàn dân, mẫu gộp, lần ${n}.`, `Everyone, pooled samples, round ${n}.`), notes: [] })
  }
  for (const z of zones.filter((z) => z.days_since_last_f0 > 16).slice(0, 3)) out.push({ area: z.area, zone: { code: z.code, name: z.name }, disease: 'covid-19', kind: 'zone_lift', value: true, from: '2021-06-18', until: null, due_at: null, changes: true, rule: 'vn-covid-2021/23-kh-bcd/lift@1', document: '23/KH-BCĐ, mục III.2.6', confidence: 'S', decides: true, facts: [fact('days_since_last_f0', w('Số ngày kể từ ca F0 gần nhất', 'Days since the latest F0'), z.days_since_last_f0, '> 14', true, 'synthetic', 'V'), fact('final_round', w('Lần lấy mẫu cuối đủ và âm tính', 'Final round complete and negative'), true, '= có', true, 'synthetic', 'V')], why: w('Quá 14 ngày không có ca mới và lần lấy mẫu toàn dân cuối cùng đủ 100%, âm tính.', 'More than 14 days without a new case, and the final round of everyone was complete and negative.'), notes: [] })
  return out.map(withKey)
}
function withKey(p) {
  const key = `${p.area.code}|${p.zone?.code ?? ''}|${p.disease ?? ''}|${p.kind}|${p.value}|${p.from ?? ''}`
  return { key, ...p, decision: decisions.get(key) ?? null }
}
function zoneRows() {
  const spread = ['09325', '09325', '09286', '09271', '09181', '09325', '09286', '09190', '09271', '09331']
  return Array.from({ length: 40 }, (_, i) => { const a = area(spread[i % 10]); return { id: `z${i}`, code: `VCL-${String(i + 1).padStart(2, '0')}`, name: i === 0 ? 'Khu Thượng' : `Tổ ${i + 2}, ${a.name.replace('Phường ', '')}`, area: a, disease: 'covid-19', opened_on: addDays('2021-05-20', i % 24), lifted_on: null, households: 40 + i * 7, residents: 160 + i * 31, days_since_last_f0: 2 + (i * 5) % 21, record_origin: 'synthetic' } })
}
const caseRows = Array.from({ length: 260 }, (_, i) => { const codes = Object.keys(CODES); const code = ['09325', '09286', '09271', '09181'][i % 4] && i % 5 ? ['09325', '09286', '09271', '09181'][i % 4] : codes[i % 19]; return { id: `c${i}`, source_key: `BN${1000 + i}`, disease: 'covid-19', area: area(code), zone: i % 3 ? { code: 'VCL-01', name: 'Khu Thượng' } : null, status: 'confirmed', origin: i % 9 === 0 ? 'community' : i % 31 === 0 ? 'imported' : 'contained', setting: ['quarter', 'zone', 'quarantine_site'][i % 3], found_on: addDays('2021-06-17', -(i % 34)), onset_on: i % 2 ? addDays('2021-06-16', -(i % 34)) : null, detected_at: null, source_known: i % 7 !== 0, record_origin: 'synthetic' } })

function board(q) {
  const at = q.get('at') ?? NOW
  const day = q.get('day') ?? at.slice(0, 10)
  const planned = day > at.slice(0, 10)
  const known = Math.max(0, Math.min(1, (Date.parse(at) - Date.parse('2021-05-05')) / (Date.parse(NOW) - Date.parse('2021-05-05'))))
  const ps = proposals(day)
  const wards = Object.entries(CODES).map(([code, name]) => {
    const approved = ps.find((p) => p.area.code === code && p.kind === 'distancing_tier' && p.changes && p.decision && p.decision.outcome !== 'rejected')
    const community = first.includes(name) ? 0 : red.includes(name) ? 0 : 6
    const last = name in second ? addDays('2021-06-17', -second[name]) : first.includes(name) ? null : '2021-06-11'
    return { area: area(code), level: { value: levelOf(name), confidence: red.includes(name) ? 'S' : 'V2', decides: true, asserted: red.includes(name) }, tier: { value: '16', from: '2021-05-25', status: 'issued', document: 'Chỉ thị 16/CT-TTg', order_id: 'o0' }, planned_tier: approved ? { value: approved.value, from: approved.from, status: 'draft' } : null, tier_on_day: approved && approved.from <= day ? approved.value : '16', open_zones: zoneRows().filter((z) => z.area.code === code).length, cases: { community: Math.round(community * known), contained: red.includes(name) ? Math.round(62 * known) : 2, imported: 0 }, last_community_on: last, days_since_last_community: last ? (Date.parse('2021-06-17') - Date.parse(last)) / 864e5 : null, population: name === 'Hòa Long' ? { value: 21035, label: w('dân số', 'population'), origin: 'seed', as_of: '2019-10-16' } : null, proposals: ps.filter((p) => p.area.code === code && p.changes && !p.decision).length }
  })
  const trend = (f) => Array.from({ length: 28 }, (_, i) => ({ date: addDays(at.slice(0, 10), i - 27), value: f(i) }))
  const ind = (id, label, unit, value, numerator, denominator, tr, path, query) => ({ id, label, unit, value, numerator, denominator, explain: w('Tử số đếm từ bản ghi; mẫu số là dữ kiện có ngày và nguồn.', 'Numerator counted from records; the denominator is a dated, sourced fact.'), trend: tr, rows: { path, query } })
  const bell = (i) => Math.max(0, Math.round(14 * Math.exp(-((i - 9) ** 2) / 50) + (i * 7) % 4))
  return { as_of: at, now: NOW, day, planned, family: 'vn-covid-2021', area: { code: '256', name: 'Thành phố Bắc Ninh' }, freeze_at: `${day}T16:00:00+07:00`, frozen: day < '2021-06-17' ? { id: `f-${day}`, at: `${day}T16:00:00+07:00` } : null, records_not_yet_known: at < NOW ? 37 : 0, wards, indicators: [
    ind('cases_7d', w('Ca mắc 7 ngày qua', 'Cases in the last 7 days'), w('ca', 'cases'), 63, 63, null, trend(bell), '/cases', { found_from: '2021-06-11' }),
    ind('community_7d', w('Ca cộng đồng 7 ngày qua', 'Community cases, 7 days'), w('ca', 'cases'), 4, 4, { value: 63, label: w('tổng số ca 7 ngày', 'all cases in 7 days'), origin: 'record', as_of: '2021-06-17' }, trend((i) => (i * 5) % 3), '/cases', { origin: 'community' }),
    ind('per_100k', w('Ca mắc mới trên 100.000 dân mỗi tuần', 'New cases per 100,000 a week'), w('ca/100.000 dân', 'per 100,000'), 21.8, 63, { value: 288766, label: w('dân số thành phố', 'population of the city'), origin: 'seed', as_of: '2022-12-31' }, trend((i) => bell(i) * 1.7), '/cases', {}),
    ind('days_since', w('Số ngày từ ca cộng đồng gần nhất', 'Days since the last community case'), w('ngày', 'days'), 6, 6, null, trend((i) => i % 7), '/cases', { origin: 'community' }),
    ind('open_zones', w('Vùng cách ly y tế đang hiệu lực', 'Isolation zones open'), w('vùng', 'zones'), 40, 40, { value: 52, label: w('vùng đã lập', 'zones ever set up'), origin: 'synthetic', as_of: '2021-06-17' }, trend((i) => 22 + i * 0.66 | 0), '/zones', { status: 'open' }),
    ind('sampled', w('Tỷ lệ lấy mẫu toàn dân', 'Sampled in the latest rounds'), w('%', '%'), 97.4, 12113, { value: 12436, label: w('người trong danh sách', 'people listed'), origin: 'synthetic', as_of: '2021-06-17' }, trend((i) => i === 4 ? null : 90 + (i % 9)), '/sampling-rounds', {}),
  ], proposals: ps, zones: { open: 40, frozen: 1, liftable: 3, rounds_due: 14 } }
}
function law() {
  const a = { code: '09187', name: 'Phường Kinh Bắc' }
  const p = (kind, value, disease, facts, why, extra = {}) => withKey({ area: a, zone: null, disease, kind, value, from: '2026-09-14', until: null, due_at: null, changes: true, rule: 'vn-2026/circular-15/alert@1', document: 'Thông tư 15/2026/TT-BYT, Điều 22', confidence: 'V', decides: true, facts, why, notes: [], ...extra })
  const ps = [
    p('alert', 'measles', 'measles', [fact('linked_week', w('Ca có liên quan dịch tễ trong tuần', 'Linked cases this week'), 3, '≥ 3', true, 'synthetic', 'V')], w('3 ca sởi có liên quan dịch tễ trong tuần ở phường không lưu hành: đủ mức cảnh báo.', '3 linked measles cases in the week where it is not endemic: an alert.')),
    p('epidemic', 'dengue', 'dengue', [fact('month_to_date', w('Số ca từ đầu tháng', 'Cases this month'), 16, '> 15,48', true, 'synthetic', 'V'), fact('same_month', w('Cùng tháng 5 năm trước', 'Same month, five years'), [10, 12, 8, 14, 11], 'TB + 2 SD', null, 'synthetic', 'V')], w('16 ca sốt xuất huyết vượt ngưỡng trung bình + 2 độ lệch chuẩn (15,48).', '16 dengue cases exceed mean + 2 SD (15.48).'), { document: 'Thông tư 15/2026/TT-BYT, Điều 16' }),
    ...[['measles', -2.5, 'BN-S-03'], ['measles', 3.2, 'BN-S-04'], ['dengue', 20.6, 'BN-D-16'], ['dengue', 41, 'BN-D-17']].map(([d, h, key], i) => p('case_report', key, d, [fact('reporting_hours', w('Thời hạn báo cáo (giờ)', 'Reporting limit (hours)'), d === 'measles' ? 24 : 48, null, null, 'record', 'V2')], w(`Ca ${key} phải báo cáo lên hệ thống quốc gia trong ${d === 'measles' ? 24 : 48} giờ.`, `Case ${key} must be reported to the national system within ${d === 'measles' ? 24 : 48} hours.`), { due_at: new Date(Date.parse('2026-09-14T08:00:00+07:00') + h * 36e5).toISOString(), confidence: 'V2', document: 'Quyết định 97, danh mục 01' })),
  ]
  const b = board(new URLSearchParams())
  return { ...b, as_of: '2026-09-14T08:00:00+07:00', now: '2026-09-14T08:00:00+07:00', day: '2026-09-14', family: 'vn-2026', area: a, freeze_at: '2026-09-14T16:00:00+07:00', proposals: ps, zones: { open: 0, frozen: 0, liftable: 0, rounds_due: 0 }, records_not_yet_known: 0, indicators: b.indicators.slice(0, 3), wards: [{ ...b.wards[0], area: a, tier: null, tier_on_day: null, planned_tier: null, open_zones: 0, level: { value: 'at_risk', confidence: 'V', decides: true, asserted: false }, proposals: ps.length }] }
}
const problem = (res, status, code, vi, en) => send(res, status, { type: `/problems/${code}`, title: en, status, code, detail: en, detail_vi: vi }, 'application/problem+json')
function send(res, status, body, type = 'application/json') { res.writeHead(status, { 'content-type': type }); res.end(JSON.stringify(body)) }
const page = (rows, q) => { const at = Number(q.get('cursor') ?? 0); const size = Number(q.get('limit') ?? 50); return { rows: rows.slice(at, at + size), next_cursor: at + size < rows.length ? String(at + size) : null, total: rows.length } }

http.createServer(async (req, res) => {
  const url = new URL(req.url, 'http://x'); const q = url.searchParams; const path = url.pathname.replace('/api/v1', '')
  let body = ''; for await (const chunk of req) body += chunk
  const is2026 = q.get('scene') === 'kinh-bac-2026'
  if (path === '/session') return send(res, 200, { operator: { name: 'Nguyễn Văn Thử' }, demo: true, loopback_only: true, now: NOW, scenes: [
    { id: 'bac-ninh-2021', title: w('Thành phố Bắc Ninh, 17/6/2021', 'Bắc Ninh city, 17 June 2021'), area: { code: '256', name: 'Thành phố Bắc Ninh' }, starts_at: NOW, now: NOW, notice: w('Dữ liệu diễn tập: người dân và phần kế hoạch không nêu đều là dữ liệu mô phỏng.', 'Exercise data: people, and whatever the plan leaves unsaid, are synthetic.') },
    { id: 'kinh-bac-2026', title: w('Phường Kinh Bắc, 14/9/2026', 'Kinh Bắc ward, 14 September 2026'), area: { code: '09187', name: 'Phường Kinh Bắc' }, starts_at: '2026-09-14T08:00:00+07:00', now: '2026-09-14T08:00:00+07:00', notice: w('Tình huống mô phỏng theo pháp luật hiện hành năm 2026.', 'A synthetic situation under the law in force in 2026.') }] })
  if (path === '/board') return send(res, 200, is2026 ? law() : board(q))
  if (path === '/outlines') return send(res, 200, is2026 ? { ...outlines, features: outlines.features.filter((f) => f.properties.code === '09187').map((f) => ({ ...f, properties: { code: '09187', name: 'Phường Kinh Bắc' } })) } : outlines)
  if (path === '/decisions' && req.method === 'POST') {
    const d = JSON.parse(body)
    if (d.outcome !== 'approved' && !d.reason?.trim()) return problem(res, 422, 'reason_required', 'Cần ghi lý do.', 'A reason is required.')
    const id = String(seq++); const decision = { outcome: d.outcome, reason: d.reason ?? null, at: NOW, actor: 'Nguyễn Văn Thử', order_id: d.outcome === 'rejected' ? null : `o${id}`, change_id: `ch${id}` }
    decisions.set(d.proposal_key, decision); return send(res, 201, { decision, order: null })
  }
  const undo = path.match(/^\/changes\/(.+)\/undo$/)
  if (undo) { for (const [k, d] of decisions) if (d.change_id === undo[1]) decisions.delete(k); undone.push(undo[1]); return send(res, 200, {}) }
  if (path === '/cases') return send(res, 200, page(caseRows.filter((r) => !q.get('origin') || r.origin === q.get('origin')), q))
  if (path === '/zones') return send(res, 200, page(zoneRows(), q))
  if (path === '/people') return send(res, 200, page(Array.from({ length: 120 }, (_, i) => ({ id: `p${i}`, full_name: 'Nguyễn ●●●', sex: i % 2 ? 'male' : 'female', birth_year: 1960 + i % 50, area: area('09325'), address: 'Khu Thượng', residence: i % 3 ? 'temporary' : 'permanent', record_origin: 'synthetic' })), q))
  if (path === '/orders') return send(res, 200, page([...decisions.entries()].map(([k, d]) => ({ id: d.order_id, number: null, kind: k.split('|')[3], value: k.split('|')[4], area: area(k.split('|')[0]), effective_from: k.split('|')[5], status: 'draft', document: '23/KH-BCĐ', record_origin: 'officer' })), q))
  if (path === '/sampling-rounds') return send(res, 200, page(zoneRows().map((z, i) => ({ id: `r${i}`, zone: { code: z.code, name: z.name }, area: z.area, taken_on: '2021-06-1' + i % 7, listed: z.residents, sampled: z.residents - i % 3, positive: i % 5 ? 0 : null, record_origin: 'synthetic' })), q))
  if (path === '/facts') return send(res, 200, page([{ id: 'f1', area: area('09325'), zone: null, disease: 'covid-19', name: 'very_high_risk', value: true, valid_from: '2021-06-17', valid_to: null, origin: 'seed', confidence: 'S', source: '23/KH-BCĐ, III.2.4' }], q))
  if (path.startsWith('/history/')) return send(res, 200, { versions: [
    { version: 2, recorded_at: '2021-06-16T21:10:00+07:00', superseded_at: null, change: { id: 'ch2', recorded_at: '2021-06-16T21:10:00+07:00', committed_at: '2021-06-16T21:10:00+07:00', actor: 'Trạm Y tế Khắc Niệm', operation: 'case.correct', reason: 'Kết quả truy vết', backdated: true }, values: { ...caseRows[3], origin: 'contained', source_known: true } },
    { version: 1, recorded_at: '2021-06-15T08:00:00+07:00', superseded_at: '2021-06-16T21:10:00+07:00', change: { id: 'ch1', recorded_at: '2021-06-15T08:00:00+07:00', committed_at: '2021-06-15T08:00:00+07:00', actor: 'Nhập dữ liệu', operation: 'import', reason: null, backdated: true }, values: { ...caseRows[3], origin: 'community', source_known: false } }] })
  if (path === '/changes') return send(res, 200, page([...decisions.entries()].map(([k, d]) => ({ id: d.change_id, recorded_at: d.at, committed_at: d.at, actor: d.actor, operation: 'decision.record', reason: d.reason, backdated: false })).reverse().concat([{ id: 'ch1', recorded_at: '2021-06-17T08:00:00+07:00', committed_at: '2026-11-22T08:00:00+07:00', actor: 'Nhập dữ liệu', operation: 'demo.load', reason: 'Nạp dữ liệu diễn tập', backdated: true }]), q))
  if (path === '/plan-comparison') { const ps = proposals('2021-06-17'); const rows = []
    for (const n of [...first, ...Object.keys(second)]) { const code = Object.keys(CODES).find((c) => CODES[c] === n); rows.push({ id: `t-${code}`, section: 'III.2.6', text: w(`Dự kiến điều chỉnh giãn cách xã hội theo Chỉ thị 15/CT-TTg đối với phường ${n}`, `Directive 15 planned for ${n}`), plan: { kind: 'distancing_tier', value: '15', from: first.includes(n) ? '2021-06-21' : '2021-06-25' }, area: area(code), zone: null, ours: ps.find((p) => p.area.code === code && p.kind === 'distancing_tier'), verdict: 'same', why: w('Cùng mức và cùng ngày.', 'Same tier and same date.') }) }
    rows.push({ id: 'fz', section: 'III.2.4', text: w('Đóng băng toàn bộ khu Thượng trong thời gian tối thiểu 20 ngày', 'Freeze the whole of Khu Thượng for at least 20 days'), plan: { kind: 'zone_freeze', value: 20, from: '2021-06-17' }, area: area('09325'), zone: { code: 'KN-01', name: 'Khu Thượng' }, ours: ps.find((p) => p.kind === 'zone_freeze'), verdict: 'same', why: w('Ngày đầu là tham số: 17/6/2021.', 'The first day is a parameter: 17 June 2021.') })
    rows.push({ id: 'cp', section: 'III.2.5', text: w('Điều chỉnh 727 điểm chốt chặn', 'Adjust 727 checkpoints'), plan: { kind: 'checkpoint', value: 727, from: null }, area: null, zone: null, ours: null, verdict: 'not_covered', why: w('Chưa có quy tắc cho điểm chốt chặn.', 'No rule for checkpoints yet.') })
    return send(res, 200, { rows }) }
  problem(res, 404, 'not_found', 'Không tìm thấy.', 'Not found.')
}).listen(Number(portText), '127.0.0.1', () => console.log(`fixtures on ${portText}`))
