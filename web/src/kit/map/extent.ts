// A soft outline around places: their convex hull, moved outward. It shows how far the marks reach and is no border of anything.
export type Place = [x: number, y: number]

const cross = (o: Place, a: Place, b: Place): number => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])

/// The corners counter-clockwise (Andrew's monotone chain); fewer than three when the places lie on a line.
export function hull(places: Place[]): Place[] {
  const sorted = [...places].sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const half = (list: Place[]): Place[] => {
    const out: Place[] = []
    for (const at of list) {
      while (out.length > 1 && cross(out[out.length - 2] as Place, out[out.length - 1] as Place, at) <= 0) out.pop()
      out.push(at)
    }
    return out.slice(0, -1)
  }
  const corners = [...half(sorted), ...half(sorted.reverse())]
  return corners.length < 3 ? [] : corners
}

const arc_steps = 12 // corners of a full turn around one place
/// The ring `margin` outside the places with rounded corners, closed; empty when there is no area to hold.
export function outline(places: Place[], margin: number): Place[] {
  if (hull(places).length === 0) return []
  const around = places.flatMap(([x, y]) => Array.from({ length: arc_steps }, (_, i): Place => {
    const turn = (2 * Math.PI * i) / arc_steps
    return [x + margin * Math.cos(turn), y + margin * Math.sin(turn)]
  }))
  const ring = hull(around)
  return [...ring, ring[0] as Place]
}
