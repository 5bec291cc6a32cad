// One factor's chart: the line with its gaps, the band between least and greatest, limits, flags, and the logger's own figures.
import { t } from '@/app/messages'
import { averagingName, flagged, flagName } from '@/domain/states'
import { font, inks, instant, placed, timeAxis, tipNode, tooltip, valueAxis } from '@/kit/chart/base'
import type { ChartOption } from '@/kit/chart/echarts'
import { fullTime, number, unit } from '@/kit/format'
import { line, type Bound, type Gap, type Sample } from './chartModel'

export interface Drawing {
  samples: Sample[]
  gaps: Gap[]
  bounds: Bound[]
  reach: { min: number | null; max: number | null }
  unit: string
  from: number
  to: number
  large: boolean
}
const symbols_most = 90 // with more samples than that the dots would be the line
const gaps_most = 60
const letters_most = 40

const positions = (points: [number, number | null][]): [number, number | null][] => points.map(([at, value]) => [placed(at), value])

function limitLines(bounds: Bound[], colour: string) {
  return bounds.map((bound) => ({
    yAxis: bound.value,
    lineStyle: { color: colour, width: bound.fits ? 1.6 : 1, type: bound.fits ? 'solid' : 'dashed', opacity: bound.fits ? 0.95 : 0.7 },
    label: { formatter: `${bound.side === 'high' ? '≤' : '≥'} ${bound.value} ${averagingName(bound.limit.averaging)}`, color: colour, fontSize: 10, position: bound.side === 'high' ? 'insideEndTop' : 'insideEndBottom' },
  }))
}
function gapAreas(gaps: Gap[], from: number, to: number) {
  return gaps.slice(-gaps_most).map((gap) => [
    { xAxis: placed(Math.max(gap.from, from)), name: gap.to - gap.from > (to - from) / 12 ? t('chart.gap', { n: gap.missing }) : '' },
    { xAxis: placed(Math.min(gap.to, to)) },
  ])
}

function tip(drawing: Drawing, byTime: Map<number, Sample>, device: string) {
  return (params: unknown): HTMLElement | string => {
    const first = (params as { value?: [number, number | null] }[])[0]
    const at = first?.value ? instant(first.value[0]) : null
    const sample = at === null ? undefined : byTime.get(at)
    if (!sample) return ''
    const symbol = unit(drawing.unit)
    const lines = [{ name: t('chart.value'), value: `${number(sample.value)} ${symbol}` }]
    if (sample.min !== null && sample.max !== null) lines.push({ name: t('chart.band'), value: `${number(sample.min)} – ${number(sample.max)}` })
    if (sample.device !== null) lines.push({ name: device, value: `${number(sample.device)} ${symbol}` })
    if (flagged(sample.flag)) lines.push({ name: t('col.flag'), value: `${sample.flag} ${flagName(sample.flag)}` })
    if (!sample.valid) lines.push({ name: t('stat.valid'), value: t('stat.invalid') })
    return tipNode(fullTime(sample.at), lines)
  }
}

function bandSeries(drawing: Drawing, colour: string) {
  const { samples, gaps } = drawing
  if (!samples.some((sample) => sample.min !== null && sample.max !== null && sample.max > sample.min)) return []
  const hidden = { type: 'line', stack: 'band', symbol: 'none', silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false } }
  return [
    { ...hidden, data: positions(line(samples, gaps, (sample) => sample.min)) },
    { ...hidden, areaStyle: { color: colour, opacity: 0.14 }, data: positions(line(samples, gaps, (sample) => (sample.min !== null && sample.max !== null ? sample.max - sample.min : null))) },
  ]
}

export function chartOption(drawing: Drawing): ChartOption {
  const c = inks()
  const { samples, gaps, bounds, from, to } = drawing
  const device = t('chart.device')
  const marks = samples.filter((sample) => flagged(sample.flag) && sample.value !== null)
  const drawn = bounds.filter((bound) => drawing.reach.max !== null && drawing.reach.min !== null && bound.value <= drawing.reach.max && bound.value >= drawing.reach.min)
  const series: object[] = bandSeries(drawing, c.teal)
  series.push({
    type: 'line', name: t('chart.value'), data: positions(line(samples, gaps, (sample) => sample.value)), showSymbol: samples.length <= symbols_most, symbolSize: 4, connectNulls: false,
    lineStyle: { color: c.teal, width: 1.6 }, itemStyle: { color: c.teal }, z: 4,
    markLine: { silent: true, symbol: 'none', data: limitLines(drawn, c.red), animation: false },
    markArea: { silent: true, itemStyle: { color: c.muted, opacity: 0.13 }, label: { color: c.muted, fontSize: 10, position: 'insideBottom' }, data: gapAreas(gaps, from, to) },
  })
  if (samples.some((sample) => sample.device !== null)) {
    series.push({ type: 'line', name: device, data: positions(line(samples, gaps, (sample) => sample.device)), showSymbol: false, lineStyle: { color: c.violet, width: 1.3, type: 'dashed' }, itemStyle: { color: c.violet }, z: 3 })
  }
  if (marks.length) {
    series.push({
      type: 'scatter', name: t('chart.flagged'), data: marks.map((sample) => ({ value: [placed(sample.at), sample.value], label: { formatter: sample.flag } })), symbol: 'diamond', symbolSize: 8, z: 5,
      itemStyle: { color: c.amber, borderColor: c.surface, borderWidth: 1 }, label: { show: marks.length <= letters_most, position: 'top', color: c.amber, fontSize: 10, fontWeight: 700 },
    })
  }
  return {
    useUTC: true, animation: false, textStyle: { fontFamily: font }, aria: { enabled: true },
    grid: { left: 8, right: 14, top: 24, bottom: drawing.large ? 40 : 6, containLabel: true },
    xAxis: { ...timeAxis(), min: placed(from), max: placed(to) },
    yAxis: valueScale(drawing),
    dataZoom: [{ type: 'inside', zoomOnMouseWheel: 'ctrl', moveOnMouseMove: 'shift', moveOnMouseWheel: false }, ...(drawing.large ? [{ type: 'slider', height: 18, bottom: 8, borderColor: c.line, textStyle: { color: c.muted, fontSize: 10 }, labelFormatter: '' }] : [])],
    tooltip: tooltip(tip(drawing, new Map(samples.map((sample) => [sample.at, sample])), device)),
    series,
  }
}

function valueScale(drawing: Drawing) {
  const axis = valueAxis(unit(drawing.unit))
  // The ends are wherever the air ends: no round figures worth reading.
  return { ...axis, axisLabel: { ...axis.axisLabel, showMinLabel: false, showMaxLabel: false }, ...axisBounds(drawing.reach) }
}

/// A little air above and below, never below zero when nothing is: concentrations do not go there.
export function axisBounds(reach: { min: number | null; max: number | null }): { min?: number; max?: number } {
  if (reach.min === null || reach.max === null) return {}
  const span = reach.max - reach.min || Math.abs(reach.max) * 0.1 || 1
  const min = reach.min - span * 0.12
  return { min: tidy(reach.min >= 0 ? Math.max(0, min) : min, span), max: tidy(reach.max + span * 0.12, span) }
}
function tidy(value: number, span: number): number {
  const step = 10 ** (Math.floor(Math.log10(span)) - 1)
  return Number((Math.round(value / step) * step).toPrecision(6))
}
