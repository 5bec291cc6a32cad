// Options of a chart over spans: lines or bars, dashed lines where a limit lies, names beside them. Nothing of the law stands here.
import type { ChartOption } from '@/kit/chart/echarts'
import { number, quantity, unit as unitText } from '@/kit/format'
import { colour } from '@/kit/theme'
import { inks } from '@/kit/chart/base'

export interface TrendSeries { key: string; name: string; values: (number | null)[]; bars?: boolean; colours?: string[] }
export interface LimitLine { name: string; value: number; colour?: string }

/// A limit more than so many times the highest value would flatten the curve: it is named above the chart instead.
const near_times = 3
export function splitLines(series: TrendSeries[], lines: LimitLine[]): { near: LimitLine[]; far: LimitLine[] } {
  const highest = Math.max(0, ...series.flatMap((one) => one.values.map((value) => value ?? 0)))
  const near = (line: LimitLine) => line.value <= highest * near_times
  return { near: lines.filter(near), far: lines.filter((line) => !near(line)) }
}
const line_styles = ['solid', 'dashed', 'dotted'] as const // told apart without colour too
const symbols = ['circle', 'rect', 'triangle', 'diamond'] as const

function lineOf(one: TrendSeries, i: number, palette: string[]): Record<string, unknown> {
  const own = palette[i % palette.length]
  if (one.bars) {
    return { type: 'bar', name: one.name, barMaxWidth: 26, data: one.values.map((value, at) => (value === null ? null : { value, itemStyle: { color: one.colours?.[at] || own, borderColor: 'rgba(0,0,0,0.18)', borderWidth: 1 } })) }
  }
  return {
    type: 'line', name: one.name, data: one.values, connectNulls: false, symbol: symbols[i % symbols.length], symbolSize: 6, showSymbol: one.values.length <= 60,
    lineStyle: { color: own, width: 1.8, type: line_styles[Math.floor(i / palette.length) % line_styles.length] }, itemStyle: { color: own },
  }
}
/// The spans along the axis: short names, whole ones for the pointer, and which of them are written.
export interface Axis { labels: string[]; titles: string[]; ticks: boolean[] }
export function trendOption({ labels, titles, ticks }: Axis, series: TrendSeries[], lines: LimitLine[], symbol: string): ChartOption {
  const c = inks()
  const palette = [c.teal, c.blue, c.amber, c.violet, c.red, c.green]
  const { near } = splitLines(series, lines)
  const tip = (items: { dataIndex: number; seriesName: string; seriesIndex: number }[]): string => {
    const at = items[0]?.dataIndex ?? 0
    return [titles[at] ?? labels[at] ?? '', ...series.map((one) => `${one.name}  ${quantity(one.values[at] ?? null, symbol)}`), ...lines.map((line) => `${line.name}  ${number(line.value)}`)].join('\n')
  }
  return {
    animation: false,
    textStyle: { color: c.muted, fontFamily: getComputedStyle(document.body).fontFamily },
    legend: series.length > 1 ? { top: 0, right: 8, textStyle: { color: c.soft, fontSize: 11 }, itemWidth: 18, itemHeight: 8 } : undefined,
    grid: { left: 46, right: near.length ? 96 : 14, top: 30, bottom: 26 },
    xAxis: { type: 'category', data: labels, axisLine: { lineStyle: { color: c.line } }, axisTick: { show: false }, axisLabel: { color: c.muted, fontSize: 11, hideOverlap: true, interval: (i: number) => ticks[i] ?? true } },
    yAxis: {
      type: 'value', name: unitText(symbol), scale: !series.some((one) => one.bars), axisLabel: { color: c.muted, fontSize: 11 }, splitLine: { lineStyle: { color: c.faint } }, nameTextStyle: { color: c.muted, fontSize: 11, align: 'left', padding: [0, 0, 0, -34] },
      // The scale holds the lines that are drawn.
      max: near.length ? (range: { max: number }) => Math.max(range.max, ...near.map((line) => line.value)) * 1.04 : undefined,
      min: near.length ? (range: { min: number }) => Math.min(range.min, ...near.map((line) => line.value), 0) : undefined,
    },
    tooltip: { trigger: 'axis', confine: true, renderMode: 'richText', backgroundColor: c.surface, borderColor: c.line, textStyle: { color: c.ink, fontSize: 12 }, formatter: tip },
    series: series.map((one, i) => ({
      ...lineOf(one, i, palette),
      markLine: i === 0 && near.length
        ? { silent: true, symbol: 'none', data: near.map((line) => ({ yAxis: line.value, name: line.name, lineStyle: { color: line.colour ?? colour('red'), type: 'dashed', width: 1 }, label: { show: true, position: 'end', formatter: `${line.name} ${number(line.value)}`, color: line.colour ? c.soft : colour('red'), fontSize: 10 } })) }
        : undefined,
    })),
  }
}
