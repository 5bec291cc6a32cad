// Options of the charts of this room. Category axes with every slot: gaps stay gaps, and the time zone of the browser plays no part.
import type { Schemas } from '@/api/client'
import { t } from '@/app/messages'
import { aqiColour, factor_of, pollutantName, pollutantUnit, type Pollutant } from '@/domain/aqi'
import type { ChartOption } from '@/kit/chart/echarts'
import { day, dateTime, number, quantity, unit } from '@/kit/format'
import { colour } from '@/kit/theme'
import { beijing_ms, hour_ms, type Air } from './rows'

export type Limit = Schemas['Limit']
export interface Slots {
  from: number
  step_ms: number
  rows: (Air | null)[]
}
const at = (slots: Slots, i: number): number => slots.from + i * slots.step_ms
const daily = (slots: Slots): boolean => slots.step_ms > hour_ms
const when = (slots: Slots, i: number): string => (daily(slots) ? day(at(slots, i)) : dateTime(at(slots, i)))

/// Which slots carry a mark on the axis: midnights, or every few hours of a short span; months of a year.
export function ticks(slots: Slots): Map<number, string> {
  const out = new Map<number, string>()
  const n = slots.rows.length
  const every = n <= 30 ? 3 : n <= 80 ? 12 : 24
  slots.rows.forEach((_, i) => {
    const local = new Date(at(slots, i) + beijing_ms)
    const date = `${local.getUTCMonth() + 1}-${local.getUTCDate()}`
    if (daily(slots)) {
      if (local.getUTCDate() === 1 || n <= 31) out.set(i, n <= 31 ? date : t('air.months').split(' ')[local.getUTCMonth()] ?? date)
    } else if (local.getUTCHours() % every === 0) {
      const days = Math.round(n / 24)
      if (days <= 10 || local.getUTCDate() % 5 === 0) out.set(i, local.getUTCHours() === 0 ? date : `${local.getUTCHours()}:00`)
    }
  })
  return out
}

function frame(slots: Slots): ChartOption {
  const marks = ticks(slots)
  const line = colour('line')
  return {
    animation: false,
    textStyle: { color: colour('muted'), fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 40, right: 10, top: 26, bottom: 22 },
    xAxis: {
      type: 'category', data: slots.rows.map((_, i) => String(i)), boundaryGap: true,
      axisLine: { lineStyle: { color: line } },
      axisTick: { interval: (i: number) => marks.has(i), lineStyle: { color: line } },
      axisLabel: { interval: (i: number) => marks.has(i), formatter: (_: string, i: number) => marks.get(i) ?? '', color: colour('muted'), fontSize: 11, hideOverlap: true },
    },
    yAxis: { type: 'value', min: 0, axisLabel: { color: colour('muted'), fontSize: 11 }, splitLine: { lineStyle: { color: colour('line-soft') } }, nameTextStyle: { color: colour('muted'), fontSize: 11, align: 'left', padding: [0, 0, 0, -30] } },
    tooltip: { trigger: 'axis', confine: true, backgroundColor: colour('surface'), borderColor: line, textStyle: { color: colour('ink'), fontSize: 12 }, axisPointer: { type: 'shadow', shadowStyle: { color: colour('graticule') } }, renderMode: 'richText' },
  }
}

export function aqiOption(slots: Slots, named: (row: Air) => string): ChartOption {
  const base = frame(slots)
  const published = slots.rows.some((row) => typeof row?.published_aqi === 'number')
  const tip = (items: { dataIndex: number }[]): string => {
    const i = items[0]?.dataIndex ?? 0
    const row = slots.rows[i]
    if (!row) return `${when(slots, i)}\n${t('air.none')}`
    const lines = [when(slots, i), `AQI ${row.aqi ?? t('air.na')}  ${named(row)}`]
    if (row.primary.length) lines.push(`${t('air.primary')} ${row.primary.map(pollutantName).join(' ')}`)
    if (typeof row.published_aqi === 'number') lines.push(`${t('air.published')} ${row.published_aqi}`)
    return lines.join('\n')
  }
  return {
    ...base,
    yAxis: { ...(base.yAxis as object), name: 'AQI' },
    tooltip: { ...(base.tooltip as object), formatter: tip },
    series: [
      {
        type: 'bar', barCategoryGap: slots.rows.length > 200 ? '0%' : '18%',
        data: slots.rows.map((row) => (row && row.aqi !== null ? { value: row.aqi, itemStyle: { color: aqiColour(row.level) } } : null)),
        itemStyle: slots.rows.length > 48 ? {} : { borderColor: 'rgba(0,0,0,0.14)', borderWidth: 1 },
      },
      ...(published
        ? [{ type: 'line', name: t('air.published'), data: slots.rows.map((row) => row?.published_aqi ?? null), symbol: 'none', lineStyle: { color: colour('ink'), width: 1, type: 'dotted' } }]
        : []),
    ],
  }
}

/// The end of a scale above a value, and its step: 1, 2, 2.5 or 5 times a power of ten, about four steps.
export function niceTop(value: number): { max: number; step: number } {
  if (!(value > 0)) return { max: 1, step: 0.25 }
  const rough = value / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5, 10].find((one) => one * power >= rough * 0.999) ?? 10) * power
  const steps = Math.ceil(value / step + 0.05)
  return { max: Number((step * steps).toPrecision(6)), step: Number(step.toPrecision(6)) }
}

/// The limit lines of one pollutant for a period; particles have none for an hour: their day limit stands there, said to be a reference.
export function limitLines(limits: Limit[], pollutant: Pollutant, days: boolean): { value: number; name: string }[] {
  const mine = limits.filter((one) => one.factor === factor_of[pollutant] && typeof one.high === 'number')
  const of = (averaging: string) => mine.filter((one) => one.averaging === averaging)
  const name = (one: Limit) => (one.averaging === 'hour' ? t('air.limit.hour') : one.averaging === 'day' ? t('air.limit.day') : t('air.limit.max8h'))
  const wanted = days ? [...of('day'), ...of('max8h')] : of('hour')
  if (wanted.length || days) return wanted.map((one) => ({ value: one.high as number, name: `${name(one)} ${number(one.high)}` }))
  return of('day').map((one) => ({ value: one.high as number, name: `${name(one)} ${number(one.high)}${t('air.limit.reference')}` }))
}

/// A limit far above the curve would flatten it: then the scale stays with the curve and the heading names the limit.
const near_times = 3
export function splitLimits(slots: Slots, pollutant: Pollutant, limits: Limit[]) {
  const lines = limitLines(limits, pollutant, daily(slots))
  const highest = slots.rows.reduce<number>((most, row) => Math.max(most, row?.values[pollutant] ?? 0), 0)
  const isNear = (line: { value: number }) => line.value <= highest * near_times
  return { highest, near: lines.filter(isNear), far: lines.filter((line) => !isNear(line)) }
}

export function pollutantOption(slots: Slots, pollutant: Pollutant, limits: Limit[]): ChartOption {
  const base = frame(slots)
  const symbol = pollutantUnit(pollutant)
  const values = slots.rows.map((row) => row?.values[pollutant] ?? null)
  const { highest, near } = splitLimits(slots, pollutant, limits)
  const top = niceTop(Math.max(highest, ...near.map((line) => line.value)))
  const tip = (items: { dataIndex: number }[]): string => {
    const i = items[0]?.dataIndex ?? 0
    const row = slots.rows[i]
    const lines_shown = [when(slots, i), `${pollutantName(pollutant)} ${quantity(row?.values[pollutant], symbol)}`]
    if (row?.iaqi[pollutant] !== undefined) lines_shown.push(`IAQI ${row.iaqi[pollutant]}`)
    if (daily(slots) && row?.hours?.[pollutant] !== undefined) lines_shown.push(t('air.hours.of', { n: row.hours[pollutant] as number }))
    return lines_shown.join('\n')
  }
  return {
    ...base,
    grid: { left: 40, right: 10, top: 20, bottom: 22 },
    xAxis: { ...(base.xAxis as object), boundaryGap: false },
    yAxis: { ...(base.yAxis as object), name: unit(symbol), max: top.max, interval: top.step },
    tooltip: { ...(base.tooltip as object), axisPointer: { type: 'line', lineStyle: { color: colour('muted'), type: 'dashed' } }, formatter: tip },
    series: [
      {
        type: 'line', data: values, showSymbol: slots.rows.length <= 40, symbolSize: 4, connectNulls: false,
        lineStyle: { color: colour('teal'), width: 1.4 }, itemStyle: { color: colour('teal') }, areaStyle: { color: colour('teal'), opacity: 0.07 },
        markLine: near.length
          ? {
              silent: true, symbol: 'none', lineStyle: { color: colour('red'), type: 'dashed', width: 1 },
              label: { show: false }, // the heading names it
              data: near.map((line) => ({ yAxis: line.value, name: line.name })),
            }
          : undefined,
      },
    ],
  }
}

export function calendarOption(slots: Slots, year: number, english: boolean, named: (row: Air) => string): ChartOption {
  const data = slots.rows.map((row, i) => ({ value: [day(at(slots, i)), row === null ? -1 : row.aqi === null ? 0 : row.level], row })).filter((one) => one.row !== null)
  return {
    animation: false,
    tooltip: {
      confine: true, renderMode: 'richText', backgroundColor: colour('surface'), borderColor: colour('line'), textStyle: { color: colour('ink'), fontSize: 12 },
      formatter: (item: { data: { row: Air } }) => {
        const row = item.data.row
        return [row.start, `AQI ${row.aqi ?? t('air.na')}  ${named(row)}`, row.primary.length ? `${t('air.primary')} ${row.primary.map(pollutantName).join(' ')}` : ''].filter(Boolean).join('\n')
      },
    },
    visualMap: {
      show: false, type: 'piecewise', dimension: 1, seriesIndex: 0,
      pieces: [0, 1, 2, 3, 4, 5, 6].map((level) => ({ value: level, color: aqiColour(level) })),
    },
    calendar: {
      left: 34, right: 6, top: 22, bottom: 4, range: String(year), cellSize: ['auto', 'auto'],
      itemStyle: { color: colour('surface-2'), borderColor: colour('surface'), borderWidth: 2 },
      splitLine: { lineStyle: { color: colour('muted'), width: 1 } },
      dayLabel: { firstDay: 1, nameMap: english ? 'en' : ['日', '一', '二', '三', '四', '五', '六'], color: colour('muted'), fontSize: 10 },
      monthLabel: { nameMap: english ? 'en' : Array.from({ length: 12 }, (_, i) => `${i + 1}月`), color: colour('muted'), fontSize: 11 },
      yearLabel: { show: false },
    },
    series: [
      { type: 'heatmap', coordinateSystem: 'calendar', data, emphasis: { itemStyle: { borderColor: colour('ink'), borderWidth: 1 } } },
      // A dot marks a day some of whose pollutants had too few hours.
      { type: 'scatter', coordinateSystem: 'calendar', symbolSize: 4, itemStyle: { color: '#14212b' }, silent: true, data: data.filter((one) => one.row && !one.row.complete) },
    ],
  }
}

export function compareOption(rows: Air[]): ChartOption {
  const both = rows.filter((row) => row.aqi !== null && typeof row.published_aqi === 'number')
  const most = both.reduce((high, row) => Math.max(high, row.aqi ?? 0, row.published_aqi ?? 0), 50)
  const axis = { type: 'value', min: 0, max: Math.ceil(most / 25) * 25, axisLabel: { color: colour('muted'), fontSize: 11 }, axisLine: { show: true, lineStyle: { color: colour('line') } }, splitLine: { lineStyle: { color: colour('line-soft') } }, nameTextStyle: { color: colour('muted'), fontSize: 11 } }
  return {
    animation: false,
    grid: { left: 44, right: 16, top: 26, bottom: 40 },
    textStyle: { color: colour('muted') },
    xAxis: { ...axis, name: t('air.published'), nameLocation: 'middle', nameGap: 24 },
    yAxis: { ...axis, name: t('air.compare.ours') },
    tooltip: {
      confine: true, renderMode: 'richText', backgroundColor: colour('surface'), borderColor: colour('line'), textStyle: { color: colour('ink'), fontSize: 12 },
      formatter: (item: { data: { row: Air } }) => `${item.data.row.point_name}\n${dateTime(item.data.row.start)}\n${t('air.published')} ${item.data.row.published_aqi}  ${t('air.compare.ours')} ${item.data.row.aqi}`,
    },
    series: [{
      type: 'scatter', symbolSize: 6,
      data: both.map((row) => ({ value: [row.published_aqi, row.aqi], row, itemStyle: { color: row.aqi === row.published_aqi ? colour('teal') : colour('amber'), opacity: 0.55 } })),
      markLine: { silent: true, symbol: 'none', lineStyle: { color: colour('muted'), type: 'dashed' }, label: { show: false }, data: [[{ coord: [0, 0] }, { coord: [axis.max, axis.max] }]] },
    }],
  }
}
