// What every chart shares: Beijing time on the axis wherever the browser stands, colours of the theme, plain-text tooltips.
import { colour, dark } from '../theme'

const beijing_offset_ms = 8 * 3_600_000
/// Charts run with useUTC; a position is the instant moved by Beijing's offset, so the axis reads Beijing time.
export const placed = (ms: number): number => ms + beijing_offset_ms
export const instant = (position: number): number => position - beijing_offset_ms

/// The theme's colours; reading them makes a computed option follow the theme.
export function inks() {
  void dark.value
  return {
    ink: colour('ink'), soft: colour('ink-2'), muted: colour('muted'), line: colour('line'), faint: colour('line-soft'), surface: colour('surface'),
    teal: colour('teal'), red: colour('red'), amber: colour('amber'), blue: colour('blue'), violet: colour('violet'), green: colour('green'),
  }
}
export const font = '"Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", system-ui, sans-serif'

export function timeAxis() {
  const c = inks()
  return {
    type: 'time', axisLine: { lineStyle: { color: c.line } }, axisTick: { show: false }, splitLine: { show: false },
    axisLabel: { color: c.muted, fontSize: 11, hideOverlap: true, formatter: { year: '{yyyy}', month: '{yyyy}-{MM}', day: '{MM}-{dd}', hour: '{HH}:{mm}', minute: '{HH}:{mm}', second: '{HH}:{mm}:{ss}' } },
  }
}
export function valueAxis(name: string) {
  const c = inks()
  return {
    type: 'value', name, nameGap: 8, nameTextStyle: { color: c.muted, fontSize: 11, align: 'left' }, scale: true,
    axisLabel: { color: c.muted, fontSize: 11 }, splitLine: { lineStyle: { color: c.faint } }, splitNumber: 4,
  }
}
/// A tooltip's content as nodes: names from the server are text, never markup.
export function tipNode(title: string, lines: { name: string; value: string; colour?: string }[]): HTMLElement {
  const box = document.createElement('div')
  const head = document.createElement('div')
  head.textContent = title
  head.style.cssText = 'font-weight:600;margin-bottom:2px'
  box.append(head)
  for (const line of lines) {
    const row = document.createElement('div')
    row.style.cssText = 'display:flex;gap:14px;justify-content:space-between'
    const name = document.createElement('span')
    name.textContent = line.name
    if (line.colour) name.style.color = line.colour
    const value = document.createElement('b')
    value.textContent = line.value
    row.append(name, value)
    box.append(row)
  }
  return box
}
export function tooltip(formatter: (params: unknown) => HTMLElement | string) {
  const c = inks()
  return {
    trigger: 'axis', confine: true, formatter, backgroundColor: c.surface, borderColor: c.line, textStyle: { color: c.ink, fontSize: 12, fontFamily: font },
    axisPointer: { type: 'line', lineStyle: { color: c.muted, type: 'dashed' } },
  }
}
