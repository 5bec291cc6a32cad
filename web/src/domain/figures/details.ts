// What figures bring besides their headline, by kind; every key may be missing.
import type { EvaluationSchemas } from '@/api/client'

export interface Statistic {
  pollutant: string
  mean: number | null
  mean_text?: string
  limit_mean: number | null
  percent?: number | null // which percentile
  percentile: number | null
  percentile_text?: string
  limit_percentile: number | null
  share?: number | null // of the limit, in %: of the mean where it has one, else of the percentile
  share_text?: string
  times_over: number | null
  attained: boolean | null
  days: number
  enough: boolean
  refused?: string
}
export interface Composite {
  sum: number | null
  sum_text?: string
  max: number | null
  max_pollutant?: string
  parts: Record<string, { index: number; share: number; concentration?: number; limit?: number }> // share of the load in %
}
export interface AirEvent { from: string; to: string; kind: string; name: string; ref?: string }
export interface AirCounts {
  days_due: number
  days_valid: number
  good_days: number
  good_share: number | null // %
  good_share_text?: string
  heavy_days: number
  by_level: Record<string, number>
  primary_days: Record<string, number>
  statistics: Statistic[]
  attained: boolean | null
  composite: Composite | null
  composite_refused?: string
  notes?: string[]
}
export interface AirPeriod extends AirCounts {
  without_events: Partial<AirCounts> | null
  events: AirEvent[]
  edition_air: string
  edition_index: string
  edition_evaluation: string
  edition_composite?: string
  reason: string
}
export interface AirDay {
  values: Record<string, number | null>
  iaqi: Record<string, number>
  primary: string[]
  exceeding: string[]
  hours: Record<string, number>
  complete: boolean
  event: { kind: string; name: string; excluded: boolean; ref?: string } | null
  published: number | null
  imported?: boolean // made of a daily value, not of hours
  refused?: Record<string, string>
  notes?: string[]
  reason: string
}
export interface Trend {
  pollutant: string
  years: { year: number; value: number | null }[]
  spearman: number | null
  critical: number | null
  significant: boolean
  unit?: string
  reason?: string | null
  theil_sen: number | null
  unit_per_year?: string
  trend: string | null
}
export interface AirTrend { pollutants: Trend[]; reason: string }
export interface AlertDay { level: number | null; name: string | null; since: string | null; move?: string; recalled?: boolean; rule: string; rule_en?: string; aqi: { day: string; aqi: number | null; forecast?: boolean }[]; exercise: boolean; reason: string }

export interface Item {
  factor?: string
  name: string
  value: number | null
  text?: string
  unit?: string
  class?: string
  limit_iii?: number | null
  limit_text?: string
  limit?: number | null
  times_over?: number | null
  note?: string
  samples?: number
  undetected?: number | boolean
}
export interface Cwqi { river: number | null; lake: number | null; city: number | null }
export interface WaterSection {
  water_body: string
  items: Item[]
  main: { name: string; times_over: number | null }[]
  reference: Item[]
  status: string
  target: { class: string; met: boolean; exceeding: string[]; unsure?: string[] } | null
  source?: string // manual, automatic, both
  unsure?: string[]
  samples: number
  failing_months: string[]
  months: { span: string; class: string; met: boolean | null }[]
  cwqi: number | Cwqi | null
  missing: string[]
  reason: string
}
export interface WaterRiver {
  sections: number
  by_class: Record<string, number>
  share_good: number | null // %
  share_good_text?: string
  share_inferior: number | null
  share_inferior_text?: string
  main: { name: string; sections?: number; share?: string }[]
  list?: { object: string; name: string; class: string; rank: number }[]
  method: string
  cwqi: Cwqi | null
  reason: string
}
export interface LakeTli { parts: { name: string; value: number | null; unit?: string; tli: number | null; weight: number | null }[]; grade: string; reason: string }
export interface SourceVerdict {
  class: string
  rank: number
  met: boolean | null
  exceeding: { name: string; value: number | string | null; limit: number | null; times_over: number | null; unit?: string }[]
  exempted?: string[]
  background?: { version: string | number; value: number | null; item: string; unit?: string; record: string } | null
}
export interface WaterSource { plain: SourceVerdict; exempt: SourceVerdict | null; items: Item[]; used?: { item: string; version: string | number; value: number | null; unit?: string; record: string; exempted: boolean; reason: string }[]; missing?: string[]; unsure?: string[]; samples?: number; reason: string }
export interface GroundwaterArea {
  wells: number
  by_class: Record<string, number>
  by_class_exempt: Record<string, number> | null
  share_v_text?: string
  share_v_exempt_text?: string
  worst: { name: string; object?: string; class?: string; class_exempt?: string; exceeding?: string[] }[]
  reason: string
}
export interface FluorideLink {
  section: { value: number | null; text?: string; limit: number | null; class?: string; target?: string; share?: number | null; unit?: string }
  outlets: { name: string; value: number | null; limit: number | null; set?: string; unit?: string; ratio?: number | null; link?: string; record?: string }[]
  reason: string
}

export interface NoiseZone {
  points: number
  point_times: number
  point_times_day: number
  point_times_night: number
  met_day: number
  met_night: number
  met_burst?: number
  point_times_burst?: number
  share: number | null // %
  invalid: number
  ld?: number | null
  ln?: number | null
  ldn?: number | null
  zone?: string // its class, such as 2类
  limit_day?: number | null
  limit_night?: number | null
  limit_burst?: number | null
  day_met?: boolean | null
  night_met?: boolean | null
  burst_met?: boolean | null
  zones?: ZoneShare[] // of an area
  notes?: string[]
  reason: string
}
export interface ZoneShare { zone: string; point_times?: number; day_share: number | null; night_share: number | null } // %
export interface NoiseGrade { mean: number | null; rank: number; grade: string; grade_en?: string; colour?: string; points?: number }
export interface NoiseArea { day: NoiseGrade | null; night: NoiseGrade | null; road: { day?: NoiseGrade | null; night?: NoiseGrade | null; length_km?: number | null } | null; zones: ZoneShare[]; notes?: string[]; reason: string }

export interface SoilItem { factor?: string; name: string; value: number | null; unit?: string; undetected?: boolean; screening: number | null; control: number | null; background?: number | null; pi: number | null; over: string } // none screening control
export interface SoilChange { from: string; items: { name: string; before: number | null; now: number | null; percent: number | null }[]; nemerow_before?: number | null }
export interface SoilPoint {
  standard: string
  land: string
  ph_bin: string
  items: SoilItem[]
  class: string
  class_en?: string
  result: string
  missing: string[]
  samples: number
  sampled_on: string
  nemerow: number | null
  nemerow_grade: string
  change: SoilChange | null
  notes?: string[]
  reason: string
}
export interface FarmlandUnit { class: string; rule: string; rule_en?: string; points: number; by_class: Record<string, number>; recorded_class?: string; produce?: string; unclassed?: number; notes?: string[]; reason: string }
export interface Plot { standard: string; land: string; needed_class?: string; fit_for?: string; may_supply?: boolean | null; points: number; samples: number; items: SoilItem[]; class: string; missing: string[]; recorded_result?: string; notes?: string[]; reason: string }

export interface Ecology {
  parts: { name: string; value: number | null; weight: number; part: number | null; inverse?: boolean }[]
  grade: string
  grade_before?: string // before a restriction lowered it
  restrictions?: unknown[]
  published?: number | null
  change: { from: number; to: number; before: number | null; delta: number | null; class: string; class_en?: string } | null
  notes?: string[]
  reason: string
}

export type OutletFactor = EvaluationSchemas['OutletFactor']
export type OutletMonth = EvaluationSchemas['OutletMonthDetail']
