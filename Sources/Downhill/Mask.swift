/// Which neurons of the hidden layers take part. A share of them is silent, others for each example of each epoch, and what
/// the rest say counts for so much more that the mean stays.
///
/// With the factors m, 0 or 1 / (1 − share), a layer's activations are aˡ = m ⊙ f(zˡ), and its sensitivities
/// δˡ = (Wˡ⁺¹)ᵀ δˡ⁺¹ ⊙ m ⊙ f′(zˡ). Only training has a mask; nobody else sees one.
///
/// A factor is a function of seed, epoch, example, layer and neuron (an example is in one step of an epoch): no cut of the
/// work, no thread and no resumption can change it.
struct Mask: Equatable, Sendable {
  /// m of a neuron that takes part.
  let factor: Float
  /// Of 2³² words, how many silence a neuron.
  private let threshold: UInt32
  private let random: CounterRandomSource

  /// The stream of masks. Weights and orders of examples have 0 and 1, of another kind of source.
  private static let stream: UInt64 = 2

  /// Silences a share of the neurons, at least 0 and below 1.
  init(silencing share: Double, seed: UInt64) throws(EngineError) {
    try require(share >= 0 && share < 1, "the share that is silent", "\(share)", "at least 0 and below 1")
    factor = Float(1 / (1 - share))
    threshold = UInt32(share * 0x1p32)
    random = CounterRandomSource(seed: seed, stream: Self.stream)
  }

  /// The same for one epoch, counted from 0, of examples that begin at place `first` of their storage.
  func during(epoch: Int, first: Int) -> OfEpoch { OfEpoch(mask: self, epoch: epoch, first: first) }

  /// A mask in one epoch.
  struct OfEpoch {
    fileprivate let mask: Mask
    fileprivate let epoch: Int
    fileprivate let first: Int

    /// Writes the factors of a hidden layer (0 is the first) for the example at `place` of the storage; `count` is a multiple
    /// of 4.
    func write(_ factors: UnsafeMutablePointer<Float>, count: Int, place: Int, layer: Int) {
      let (epoch, example) = (UInt32(truncatingIfNeeded: epoch), UInt32(truncatingIfNeeded: place - first))
      for four in 0..<count / 4 {
        let words = mask.random.words(
          at: SIMD4(UInt32(truncatingIfNeeded: four), UInt32(truncatingIfNeeded: layer), example, epoch))
        for index in 0..<4 { factors[4 * four + index] = words[index] < mask.threshold ? 0 : mask.factor }
      }
    }
  }
}

extension Mask {
  /// The factors of every hidden layer for one example, as ``Backpropagation`` takes them.
  func factors<Scalar: RealScalar>(_ architecture: Architecture, epoch: Int, example: Int) -> [[Scalar]] {
    let epoch = during(epoch: epoch, first: 0)
    return architecture.sizes.dropFirst().dropLast().enumerated().map { layer, size in
      var factors = [Float](repeating: 0, count: paddedToVectors(size))
      factors.withUnsafeMutableBufferPointer {
        epoch.write($0.baseAddress!, count: $0.count, place: example, layer: layer)
      }
      return factors.prefix(size).map { Scalar($0) }
    }
  }
}
