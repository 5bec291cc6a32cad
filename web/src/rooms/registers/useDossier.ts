// All that is known of one facility, its outlets live beside it.
import { computed, onScopeDispose } from 'vue'
import { get, type LedgerSchemas, type Schemas } from '@/api/client'
import { useEvents } from '@/api/events'
import { useQuery } from '@/api/query'
import { can } from '@/api/session'
import { channelName } from '@/domain/channels'
import { t, type MessageKey } from '@/app/messages'

export type Dossier = LedgerSchemas['Dossier']
export type Brief = LedgerSchemas['Brief']
export type GridRow = Dossier['grid']['rows'][number]
export type Cell = LedgerSchemas['DossierCell']
export type Quarter = Dossier['grid']['quarters'][number]
export type Outlet = LedgerSchemas['DossierOutlet']
type PointNow = Schemas['PointSummary']

const live_every_ms = 20_000
const reload_every_ms = 300_000
const gather_ms = 1_500
const points_most = 200

export function useDossier(id: number) {
  const { data, status, error, reload } = useQuery((signal) => get('/facilities/{id}/dossier', { params: { id }, signal }), { every_ms: reload_every_ms })
  /// What it is called and was called: outlets are found by any of these.
  const names = computed(() => data.value?.names.join('\n') ?? '')
  const live = useQuery(async (signal) => (await Promise.all(names.value.split('\n').map((facility) => get('/points', { query: { facility, limit: points_most }, signal })))).flatMap((page) => page.items),
    { watch: names, every_ms: live_every_ms, when: () => names.value !== '' && can('see_measurements') })
  const now = computed(() => new Map<number, PointNow>((live.data.value ?? []).map((point) => [point.id, point])))
  let timer = 0
  useEvents({ alarm: (alarm) => {
    if (!data.value?.outlets.some((outlet) => outlet.point === alarm.point)) return
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void reload(), gather_ms)
  } })
  onScopeDispose(() => window.clearTimeout(timer))
  /// "a21026:Zs" as people call it.
  function subjectName(point: number, subject: string): string {
    const [factor = '', variant = ''] = subject.split(':')
    const channels = now.value.get(point)?.channels ?? []
    const channel = channels.find((one) => one.factor === factor && one.variant === variant) ?? channels.find((one) => one.factor === factor)
    return channelName({ name: channel?.name ?? '', name_en: channel?.name_en ?? '', factor, variant })
  }
  return { data, status, error, reload, now, subjectName }
}

export const quarterName = (quarter: Quarter): string => t('dossier.grid.quarter', { year: quarter.year, n: quarter.quarter })
export const standingName = (standing: string): string => t(`dossier.standing.${standing}` as MessageKey)
/// A share that is not whole never shows as whole.
export function shareText(share: number | null): string {
  return share === null ? '—' : share === 1 ? '100%' : `${(Math.floor(share * 1000) / 10).toFixed(1)}%`
}
/// What a cell opens to first: what is wrong, else all.
export const firstResult = (cell: Cell): string => (cell.exceeded ? 'exceeded' : cell.ok ? '' : cell.excused ? 'excused' : '')
export const recordPlace = (record: Brief): string => `/registers/${record.register}/records/${record.id}`
const did = ['create', 'change', 'import', 'withdraw', 'restore', 'merge'] as const
export const didName = (action: string): string => (did.includes(action as (typeof did)[number]) ? t(`dossier.did.${action as (typeof did)[number]}`) : action)
