// The list of alarms with its filters in the address, kept fresh by events.
import { computed, onScopeDispose } from 'vue'
import { get } from '@/api/client'
import { useEvents } from '@/api/events'
import { useQuery } from '@/api/query'
import { useListState } from '@/kit/urlState'
import { withAlarm } from './alarm'

const settle_ms = 800 // several alarms often come at once
const day_iso = /^\d{4}-\d{2}-\d{2}$/

/// Filters as the server takes them: "all" is no filter, days become instants, the last day counts whole.
export function asked(filters: Record<string, string>): Record<string, string> {
  const out = { ...filters }
  if (out.state === 'all') delete out.state
  if (out.from && day_iso.test(out.from)) out.from = `${out.from}T00:00:00+08:00`
  else delete out.from
  if (out.to && day_iso.test(out.to)) out.to = `${out.to}T23:59:59+08:00`
  else delete out.to
  return out
}

export function useAlarms() {
  const { state, filters, query } = useListState({ state: 'going', kind: '', severity: '', point: '', q: '', from: '', to: '' }, '-began_at')
  const { data, status, error, reload } = useQuery((signal) => get('/alarms', { query: asked(query.value), signal }), { watch: query })
  let timer = 0
  const soon = () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void reload(), settle_ms)
  }
  onScopeDispose(() => window.clearTimeout(timer))
  useEvents({
    alarm: (news) => {
      const next = data.value ? withAlarm(data.value.items, news) : null
      if (next && data.value) data.value = { ...data.value, items: next }
      else soon()
    },
    lost: () => void reload(),
  })
  const forCsv = computed(() => asked(filters.value))
  return { state, query, forCsv, data, status, error, reload }
}
