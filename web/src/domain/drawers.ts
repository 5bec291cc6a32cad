// What is opened beside a screen: one frame, how one value came about, or why an evaluation is what it is. All lie above whatever screen is open.
import { ref, shallowRef } from 'vue'

export interface Question {
  point: number
  subject: string // a factor code, or "aqi"
  variant?: string
  period: 'hour' | 'day'
  start: string
}
export const frame_shown = ref<number | null>(null)
export const question_asked = shallowRef<Question | null>(null)

export function openFrame(number: number | null | undefined): void {
  if (number) frame_shown.value = number
}
export function explain(question: Question): void {
  question_asked.value = question
}

export const why_asked = ref<string | null>(null) // "figure/12", "record/soil_sample/4" …
export function askWhy(of: string | null | undefined): void {
  if (of) why_asked.value = of
}
