/// How much fits into one slice of a job, learnt from the slices before, as the module has no clock.
///
/// A slice's time is known when the next begins, and includes what the page did in between. So the shortest of the last
/// few counts; a pause of the page does not slow the job down afterwards.
struct Pace {
  /// What a slice should take, in milliseconds.
  static let slice = 22.0
  /// The most by which the work may grow from slice to slice.
  private static let growth = 2.0

  /// Units of the present slice, and when it began.
  private var open: (units: Double, start: Double)?
  /// Milliseconds that a unit took in each of the last slices.
  private var last: [Double] = []
  private var units: Double

  /// All time of closed slices, in seconds.
  private(set) var seconds = 0.0

  /// Begins with this number of units.
  init(first units: Int) { self.units = Double(units) }

  /// Ends the present slice, if there is one.
  mutating func close(now: Double) {
    guard let (units, start) = open else { return }
    open = nil
    let time = max(now - start, 0)
    seconds += time / 1000
    guard units > 0, time > 0 else { return }
    last.append(time / units)
    if last.count > 4 { last.removeFirst() }
  }

  /// Begins a slice and says how many units it may have.
  mutating func begin(now: Double) -> Int {
    close(now: now)
    if let fastest = last.min() { units = min(units * Self.growth, Self.slice / fastest) }
    units = min(max(units, 1), 1e9)
    open = (units, now)
    return Int(units)
  }

  /// Forgets the present slice: what follows it is other work.
  mutating func abandon() { open = nil }

  /// Says how much the present slice really did.
  mutating func did(_ units: Int) { open?.units = Double(units) }
}
