// What figures bring besides their headline, by kind; every key may be missing.
import type { EvaluationSchemas } from '@/api/client'

export type Statistic = EvaluationSchemas['AirStatistic']
export type Composite = EvaluationSchemas['AirComposite']
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
export type AirDay = EvaluationSchemas['AirDayDetail']
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
export type AirTrend = EvaluationSchemas['AirTrendDetail']
export type AlertDay = EvaluationSchemas['AirAlertLevelDetail']

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
export type WaterSection = EvaluationSchemas['WaterSectionDetail']
export type WaterRiver = EvaluationSchemas['WaterRiverDetail']
export type LakeTli = EvaluationSchemas['LakeTliDetail']
export interface SourceVerdict {
  class: string
  rank: number
  met: boolean | null
  exceeding: { name: string; value: number | string | null; limit: number | null; times_over: number | null; unit?: string }[]
  exempted?: string[]
  background?: { version: string | number; value: number | null; item: string; unit?: string; record: string } | null
}
export interface WaterSource { plain: SourceVerdict; exempt: SourceVerdict | null; items: Item[]; used?: { item: string; version: string | number; value: number | null; unit?: string; record: string; exempted: boolean; reason: string }[]; missing?: string[]; unsure?: string[]; samples?: number; reason: string }
export type GroundwaterArea = EvaluationSchemas['GroundwaterAreaDetail']
export type FluorideLink = EvaluationSchemas['FluorideLinkDetail']

export type NoiseZone = EvaluationSchemas['NoiseZoneDetail']
export interface ZoneShare { zone: string; point_times?: number; day_share: number | null; night_share: number | null } // %
export interface NoiseGrade { mean: number | null; rank: number; grade: string; grade_en?: string; colour?: string; points?: number }
export type NoiseArea = EvaluationSchemas['NoiseAreaDetail']

export type SoilItem = EvaluationSchemas['SoilItem']
export interface SoilChange { from: string; items: { name: string; before: number | null; now: number | null; percent: number | null }[]; nemerow_before?: number | null }
export type SoilPoint = EvaluationSchemas['SoilPointDetail']
export type FarmlandUnit = EvaluationSchemas['FarmlandUnitDetail']
export type Plot = EvaluationSchemas['PlotDetail']

export type Ecology = EvaluationSchemas['EcologyYearDetail']

export type OutletFactor = EvaluationSchemas['OutletFactor']
export type OutletMonth = EvaluationSchemas['OutletMonthDetail']
