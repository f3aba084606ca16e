/** The wire types of /api/v1, in the shape that a generator writes them: one interface per schema, one entry per operation. */

export type Instant = string
export type CivilDate = string

export interface Words {
  vi: string
  en: string
}

export interface AreaRef {
  code: string
  name: string
}

export interface ZoneRef {
  code: string
  name: string
}

export type Confidence = 'V' | 'V2' | 'S' | 'M' | 'U'
export type Origin = 'seed' | 'record' | 'officer' | 'synthetic'
export type RiskLevel = 'very_high' | 'high' | 'at_risk' | 'new_normal'
export type Outcome = 'approved' | 'rejected' | 'overridden'
export type FactValue = boolean | number | string | (number | string)[]

export type ProposalKind =
  | 'risk_level'
  | 'distancing_tier'
  | 'zone_lift'
  | 'zone_freeze'
  | 'sampling_round'
  | 'alert'
  | 'epidemic'
  | 'epidemic_end'
  | 'case_report'

export interface Problem {
  type: string
  title: string
  status: number
  code: string
  detail?: string
  detail_vi?: string
}

export interface Scene {
  id: string
  title: Words
  area: AreaRef
  starts_at: Instant
  now: Instant
  notice: Words
}

export interface Session {
  operator: { name: string }
  demo: boolean
  loopback_only: boolean
  scenes: Scene[]
  now: Instant
}

export interface UsedFact {
  name: string
  label: Words
  value: FactValue | null
  threshold: string | null
  holds: boolean | null
  origin: Origin | null
  confidence: Confidence
}

/** What was decided on a proposal; who decided, when and in which change stand in the decision's history where they are not named here. */
export interface Decision {
  outcome: Outcome
  value?: string | null
  reason: string | null
  at?: Instant
  actor?: string
  order_id: string | null
  decision_id?: string
  change_id?: string
}

export interface Proposal {
  key: string
  area: AreaRef
  zone: ZoneRef | null
  disease: string | null
  /** The case's id, where it is about one case. */
  case?: string | null
  kind: ProposalKind
  value: FactValue
  from: CivilDate | null
  until: CivilDate | null
  due_at: Instant | null
  changes: boolean
  rule: string
  document: string
  confidence: Confidence
  decides: boolean
  facts: UsedFact[]
  why: Words
  notes: Words[]
  decision: Decision | null
}

export interface Tier {
  value: string
  from: CivilDate | null
  status: string
  document: string
  order_id: string
}

export interface Denominator {
  value: number
  label: Words
  origin: Origin | null
  as_of: CivilDate | null
}

export interface WardRow {
  area: AreaRef
  level: { value: RiskLevel; confidence: Confidence; decides: boolean; asserted?: boolean } | null
  tier: Tier | null
  planned_tier: Tier | null
  tier_on_day: string | null
  open_zones: number
  cases: { community: number; contained: number; imported: number }
  last_community_on: CivilDate | null
  days_since_last_community: number | null
  population: Denominator | null
  proposals: number
}

export interface TrendPoint {
  date: CivilDate
  value: number | null
}

export interface Indicator {
  id: string
  label: Words
  unit: Words
  value: number | null
  numerator: number
  denominator: Denominator | null
  explain: Words
  trend: TrendPoint[]
  rows: { path: string; query: Record<string, string> }
}

export interface Board {
  as_of: Instant
  now: Instant
  day: CivilDate
  planned: boolean
  family: string
  area: AreaRef
  freeze_at: Instant
  frozen: { id: string; at: Instant } | null
  records_not_yet_known: number
  wards: WardRow[]
  indicators: Indicator[]
  proposals: Proposal[]
  /** What the rules cannot tell because nobody has stated a fact. */
  undecided: { area: AreaRef; zone: ZoneRef | null; disease: string | null; kind: string; missing: Record<string, Words> }[]
  zones: { open: number; frozen: number; liftable: number; rounds_due: number }
}

export interface Outlines {
  type: 'FeatureCollection'
  features: {
    type: 'Feature'
    /** `beside` marks the ground around a single commune. */
    properties: { code: string; name: string; beside?: boolean }
    geometry: { type: 'Polygon'; coordinates: number[][][] } | { type: 'MultiPolygon'; coordinates: number[][][][] }
  }[]
}

export type Row = Record<string, unknown> & { id: string }

export interface RowPage {
  rows: Row[]
  next_cursor: string | null
  /** Counted with the first page only. */
  total: number | null
}

export interface Change {
  id: string
  recorded_at: Instant
  committed_at: Instant
  actor: string
  operation: string
  reason: string | null
  backdated: boolean
}

export interface History {
  versions: {
    version: number
    recorded_at: Instant
    superseded_at: Instant | null
    change: Change
    values: Record<string, unknown>
  }[]
}

export interface ChangePage {
  rows: Change[]
  next_cursor: string | null
}

export interface PlanRow {
  id: string
  section: string
  text: Words
  plan: { kind: string; value: FactValue; from: CivilDate | null }
  area: AreaRef | null
  zone: ZoneRef | null
  ours: Proposal | null
  verdict: 'same' | 'different' | 'not_covered'
  why: Words
}

export interface DecisionRequest {
  proposal_key: string
  at: Instant
  outcome: Outcome
  value?: string
  reason?: string
}
