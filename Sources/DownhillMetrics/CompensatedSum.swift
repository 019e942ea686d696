/// A sum whose error does not grow with the number of terms: what each addition rounds away is kept and added at the end
/// (Neumaier 1974).
struct CompensatedSum {
  private var sum = 0.0
  private var rest = 0.0

  mutating func add(_ term: Double) {
    let next = sum + term
    rest += sum.magnitude >= term.magnitude ? (sum - next) + term : (term - next) + sum
    sum = next
  }

  /// Rounded once. An infinite sum has no rest.
  var value: Double { sum.isFinite ? sum + rest : sum }
}

/// The mean of some numbers; NaN of none.
func mean(_ numbers: [Double]) -> Double {
  var sum = CompensatedSum()
  for number in numbers { sum.add(number) }
  return sum.value / Double(numbers.count)
}
