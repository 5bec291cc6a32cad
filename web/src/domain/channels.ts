// What a point measures now: order, names, how near a limit, and live values put in place.
import type { Schemas } from '@/api/client'
import type { ValueRow } from '@/api/events'
import { t } from '@/app/messages'
import { named } from '@/kit/i18n'

export type Channel = Schemas['ChannelNow']
type Bounds = { low?: number | null; high?: number | null } | null | undefined

/// "烟尘（折算）"
export function channelName(channel: { name: string; name_en: string; factor: string; variant: string }): string {
  const name = named(channel.name, channel.name_en) || channel.factor
  return channel.variant === 'Zs' ? t('channel.converted', { name }) : channel.variant ? `${name} ${channel.variant}` : name
}

/// For narrow places: "可吸入颗粒物 PM10" is known by its formula.
export function shortChannelName(channel: { name: string; name_en: string; factor: string }): string {
  const name = named(channel.name, channel.name_en) || channel.factor
  return /(?:^|\s)(PM[\d.]+)$/.exec(name)?.[1] ?? name
}

/// How much of what is allowed is used: 1 = at the limit. Between two bounds (pH) it counts from the middle; null when there is nothing to compare.
export function shareOfLimit(value: number | null | undefined, limit: Bounds): number | null {
  if (value === null || value === undefined || !limit) return null
  const low = limit.low ?? null
  const high = limit.high ?? null
  if (low !== null && high !== null) return high > low ? Math.abs(value - (low + high) / 2) / ((high - low) / 2) : null
  if (high !== null) return high > 0 ? value / high : null
  return low !== null && value > 0 ? low / value : null
}

/// With a limit first (the converted value before the measured one: it is the one that is judged), then as they come.
export function inOrder(channels: Channel[]): Channel[] {
  const rank = (channel: Channel) => (channel.limit ? 0 : 2) + (channel.limit && channel.variant !== 'Zs' && channels.some((o) => o.factor === channel.factor && o.variant === 'Zs') ? 1 : 0)
  return [...channels].sort((a, b) => rank(a) - rank(b))
}

/// The channels with what has just come in; the same array when nothing is newer. Only real-time rows speak about "now".
export function withRows(channels: Channel[], rows: ValueRow[]): Channel[] {
  let changed = false
  const next = channels.map((channel) => {
    let newest = channel
    for (const row of rows) {
      const mine = row.factor === channel.factor && row.variant === channel.variant && row.kind === 'realtime'
      if (mine && (!newest.at || Date.parse(row.at) > Date.parse(newest.at))) newest = { ...newest, at: row.at, value: row.value, flag: row.flag }
    }
    if (newest !== channel) changed = true
    return newest
  })
  return changed ? next : channels
}
