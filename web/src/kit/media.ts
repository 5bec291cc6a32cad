// Does a media query hold? For what a style sheet alone cannot move.
import { onScopeDispose, ref, type Ref } from 'vue'

export function useMedia(query: string): Ref<boolean> {
  const list = window.matchMedia?.(query)
  const holds = ref(list?.matches ?? false)
  const heard = (event: MediaQueryListEvent): void => { holds.value = event.matches }
  list?.addEventListener('change', heard)
  onScopeDispose(() => list?.removeEventListener('change', heard))
  return holds
}
