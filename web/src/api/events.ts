// Live events of the server: one connection for all screens, opened by the first listener and closed with the last.
import { onScopeDispose, readonly, ref } from 'vue'
import { events_address, type Schemas } from './client'

export type ValueRow = { factor: string; variant: string; kind: string; at: string; value: number | null; flag: string }
export interface Events {
  values: { point: number; rows: ValueRow[] }
  alarm: Schemas['Alarm']
  figures: Schemas['Figures']
  lost: Record<string, never>
}
export type Handlers = { [K in keyof Events]?: (event: Events[K]) => void }
export type Connection = 'closed' | 'connecting' | 'live' | 'lost'

const kinds: (keyof Events)[] = ['values', 'alarm', 'figures', 'lost']
const silence_ms_max = 25_000 // figures come about every 5 s; five missed means a dead connection
const retry_ms_first = 1_000
const retry_ms_max = 30_000

const listeners = new Set<Handlers>()
const connection = ref<Connection>('closed')
let source: EventSource | null = null
let retry_ms = retry_ms_first
let retryTimer = 0
let silenceTimer = 0

function tell<K extends keyof Events>(kind: K, event: Events[K]): void {
  for (const handlers of [...listeners]) handlers[kind]?.(event)
}
function heard(): void {
  window.clearTimeout(silenceTimer)
  silenceTimer = window.setTimeout(again, silence_ms_max)
}
function close(): void {
  window.clearTimeout(retryTimer)
  window.clearTimeout(silenceTimer)
  source?.close()
  source = null
}
function again(): void {
  close()
  connection.value = 'lost'
  retryTimer = window.setTimeout(open, retry_ms)
  retry_ms = Math.min(retry_ms * 2, retry_ms_max)
}
function open(): void {
  close()
  if (listeners.size === 0) return
  const wasLost = connection.value === 'lost'
  if (!wasLost) connection.value = 'connecting'
  source = new EventSource(events_address)
  source.onopen = () => {
    const missed = connection.value === 'lost'
    connection.value = 'live'
    retry_ms = retry_ms_first
    heard()
    if (missed) tell('lost', {}) // whatever came in between was not seen: screens read anew
  }
  source.onerror = again
  for (const kind of kinds) {
    source.addEventListener(kind, (message) => {
      heard()
      try {
        tell(kind, JSON.parse((message as MessageEvent<string>).data) as Events[typeof kind])
      } catch {
        again()
      }
    })
  }
}

/// Listens while the component lives. `lost` is called when events may have been missed.
export function useEvents(handlers: Handlers) {
  listeners.add(handlers)
  if (!source && connection.value === 'closed') open()
  onScopeDispose(() => {
    listeners.delete(handlers)
    if (listeners.size === 0) {
      close()
      connection.value = 'closed'
    }
  })
  return { connection: readonly(connection) }
}
