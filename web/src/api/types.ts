import type { components } from './schema'

/** Short names of the wire types that the pages use; the types themselves are generated. */
type Schemas = components['schemas']

export type Instant = string
export type CivilDate = string

export type AreaRef = Schemas['AreaRef']
export type Board = Schemas['ServedBoard']
export type Change = Schemas['Change']
export type ChangePage = Schemas['ChangePage']
export type Clock = Schemas['ClockRow']
export type Clocks = Schemas['ServedClocks']
export type ClockState = Schemas['ClockState']
export type Jobs = Schemas['Jobs']
export type Confidence = Schemas['Confidence']
export type ContentDraft = Schemas['ContentDraft']
export type ContentFault = Schemas['ContentFault']
export type ContentFile = Schemas['ContentFile']
export type ContentList = Schemas['ContentList']
export type ContentPreview = Schemas['Preview']
export type ContentTemplate = Schemas['Template']
export type ContentText = Schemas['ContentText']
export type KeptContent = Schemas['KeptContent']
export type Surroundings = Schemas['Surroundings']
export type WantedContent = Schemas['WantedContent']
export type ChangeRow = Schemas['ChangeRow']
export type OpenedChange = Schemas['OpenedChange']
export type WrittenRow = Schemas['WrittenRow']
export type Named = Schemas['Named']
export type Findings = Schemas['Findings']
export type Opened = Schemas['Record']
export type Referrers = Schemas['Referrers']
export type Kept = Schemas['KeptRecord']
export type KeptMany = Schemas['KeptRecords']
export type Meanwhile = Schemas['Meanwhile']
export type FieldFault = Schemas['FieldFault']
export type Decision = Schemas['Decided']
export type DecisionRequest = Schemas['NewDecision']
export type Disease = Schemas['Disease']
export type Diseases = Schemas['Diseases']
export type Fault = Schemas['CellFault']
export type FactValue = Schemas['FactValue']
export type FileReport = Schemas['FileReport']
export type History = Schemas['History']
export type ImportReport = Schemas['ImportReport']
export type Indicator = Schemas['Shown']
export type Outcome = Schemas['DecisionOutcome']
export type PlanComparison = Schemas['Comparison']
export type PlanRow = Schemas['PlanRow']
export type PlanList = Schemas['Plans']
export type PlanParagraph = Schemas['PlanParagraph']
export type PlanSummary = Schemas['PlanSummary']
export type PlanText = Schemas['PlanText']
export type Carrier = Schemas['Carrier']
export type TargetRow = Schemas['TargetRow']
/** A problem document; what this app words itself says no more than the title. */
export type Problem = Pick<Schemas['Problem'], 'type' | 'title' | 'status' | 'code'> & Partial<Schemas['Problem']>
export type Proposal = Schemas['Proposed']
/** A proposal without its key and what was decided on it, as the comparison with a plan has it. */
export type BareProposal = Schemas['Proposal']
export type ProposalKind = Schemas['ProposalKind']
export type RecordedDecision = Schemas['RecordedDecision']
export type LevelKind = Schemas['Level']['kind']
export type RiskLevel = Schemas['Level']['value']
export type Scene = Schemas['Scene']
export type Session = Schemas['Session']
export type Standing = Schemas['Standing']
export type Tier = Schemas['Tier']
export type TrendPoint = Schemas['TrendPoint']
export type Unanswered = Schemas['Unanswered']
export type WouldChange = Schemas['WouldChange']
export type Undone = Schemas['Undone']
export type UnitList = Schemas['UnitList']
export type UsedFact = Schemas['UsedFact']
export type WardRow = Schemas['Ward']
export type Words = Schemas['Words']

/** A row of any list; each page knows the columns of its own. */
export type Row = Record<string, unknown> & { id: string }
export type RowPage = Omit<Schemas['CasesRowPage'], 'rows'> & { rows: Row[] }

/** GeoJSON (RFC 7946), of which the API describes nothing more. */
export interface Outlines {
  type: 'FeatureCollection'
  features: {
    type: 'Feature'
    /** `beside` marks the ground around a single commune. */
    properties: { code: string; name: string; beside?: boolean }
    geometry: { type: 'Polygon'; coordinates: number[][][] } | { type: 'MultiPolygon'; coordinates: number[][][][] }
  }[]
  /** Codes of the communes whose outline nobody has. */
  missing: string[]
}
