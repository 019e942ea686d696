/// Where ribbons begin and end: every neuron has a slot as tall as the sum of its requests, or of those to it.
struct RibbonPlan {
  struct Slot {
    let start: Double
    let end: Double
    var middle: Double { (start + end) / 2 }
  }

  struct Ribbon {
    /// Indices among the neurons drawn.
    let asker: Int
    let asked: Int
    let isPositive: Bool
    let width: Double
    /// Its upper edge on either side.
    let leaves: Double
    let arrives: Double
  }

  let askers: Cut
  let asked: Cut
  let askerSlots: [Slot]
  let askedSlots: [Slot]
  let ribbons: [Ribbon]
  let height: Double

  private static let flowHeight = 330.0
  private static let gap = 7.0
  private static let least = 17.0
  /// Thinner ones would be invisible.
  private static let thinnest = 0.15

  init(_ requests: [[Double]], asked count: Int, limit: Int) {
    func size(_ request: Double) -> Double { request.isFinite ? request.magnitude : 0 }
    let askers = Cut(requests.map { $0.reduce(0) { $0 + size($1) } }, limit: limit)
    let asked = Cut((0..<count).map { i in requests.reduce(0) { $0 + size($1[i]) } }, limit: limit)
    let sizes = askers.indices.map { j in asked.indices.map { i in size(requests[j][i]) } }
    let total = sizes.reduce(0) { $0 + $1.reduce(0, +) }
    let scale = total > 0 ? Self.flowHeight / total : 0
    let out = sizes.map { scale * $0.reduce(0, +) }
    let into = asked.indices.indices.map { i in sizes.reduce(0) { $0 + scale * $1[i] } }
    let height = max(Self.height(out), Self.height(into))
    askerSlots = Self.slots(out, height: height)
    askedSlots = Self.slots(into, height: height)

    // Ribbons leave in the order of their ends and arrive in the order of their starts, those that ask to grow above
    // those that ask to shrink.
    var leaving = zip(askerSlots, out).map { $0.middle - $1 / 2 }
    var arriving = zip(askedSlots, into).map { $0.middle - $1 / 2 }
    var arrivals = sizes.map { $0.map { _ in 0.0 } }
    for isPositive in [true, false] {
      for i in asked.indices.indices {
        for j in askers.indices.indices where (requests[askers.indices[j]][asked.indices[i]] > 0) == isPositive {
          arrivals[j][i] = arriving[i]
          arriving[i] += scale * sizes[j][i]
        }
      }
    }
    var ribbons: [Ribbon] = []
    for j in askers.indices.indices {
      for i in asked.indices.indices {
        let width = scale * sizes[j][i]
        if width >= Self.thinnest {
          ribbons.append(
            Ribbon(
              asker: j, asked: i, isPositive: requests[askers.indices[j]][asked.indices[i]] > 0, width: width,
              leaves: leaving[j], arrives: arrivals[j][i]))
        }
        leaving[j] += width
      }
    }
    self.askers = askers
    self.asked = asked
    self.ribbons = ribbons
    self.height = height
  }

  private static func height(_ sizes: [Double]) -> Double {
    sizes.reduce(0) { $0 + max($1, least) + gap } - gap
  }

  /// Slots below each other, in the middle of the height.
  private static func slots(_ sizes: [Double], height: Double) -> [Slot] {
    var y = (height - self.height(sizes)) / 2
    return sizes.map { size in
      let room = max(size, least)
      defer { y += room + gap }
      return Slot(start: y + (room - size) / 2, end: y + (room + size) / 2)
    }
  }
}
