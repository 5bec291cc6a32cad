// The definition of the register in the address, and how its values are shown.
import { computed } from 'vue'
import { useRoute } from 'vue-router'
import { get } from '@/api/client'
import { useQuery } from '@/api/query'
import { useBook } from './useBook'
import type { Shown } from './values'

export function useRegister() {
  const route = useRoute()
  const reg = String(route.params.reg)
  const { data: def, status, error, reload } = useQuery((signal) => get('/registers/{reg}', { params: { reg }, signal }))
  const book = useBook(() => def.value)
  const shown = computed<Shown | null>(() => (def.value ? { def: def.value, book } : null))
  return { reg, def, status, error, reload, book, shown }
}
