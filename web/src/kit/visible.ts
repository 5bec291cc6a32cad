// Has an element been in sight yet? What is far down a page is not asked for before.
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

export function useSeen(element: Ref<HTMLElement | null>): Ref<boolean> {
  const seen = ref(typeof IntersectionObserver === 'undefined')
  let observer: IntersectionObserver | null = null
  onMounted(() => {
    if (seen.value || !element.value) return
    observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return
      seen.value = true
      observer?.disconnect()
    }, { rootMargin: '200px' })
    observer.observe(element.value)
  })
  onBeforeUnmount(() => observer?.disconnect())
  return seen
}
