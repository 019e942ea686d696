import Downhill
import DownhillExplain
import Testing

@testable import DownhillExplorer

@Suite("Race") struct RaceTests {
  private let call = #"{"do": "race", "seconds": 0.2, "batchSizes": [10, "all", 50]}"#

  @Test("A race comes to its end; every part is filled, sound and safe")
  func parts() throws {
    let world = try SmallWorld.learnable()
    let first = try world.call(call)
    #expect(first.parts == ["standing", "curves", "racers", "gradients", "paths"])
    let racing = try #require(world.session.job as? Racing)
    let events = try [first] + world.run()
    #expect(events.allSatisfy { $0.isFine })
    for part in first.parts {
      let markup = try events.html(part)
      #expect(!markup.children.isEmpty, "\(part)")
      expectSafe(markup)
    }
    // The table says what the racers did, the smallest batch first.
    let racers = racing.racers
    #expect(racers.map(\.batchSize) == [10, 50, 300])
    let rows = try events.html("racers").cells("How far").dropFirst()
    #expect(rows.map { $0[0] } == ["batch 10", "batch 50", "all examples"])
    for (row, racer) in zip(rows, racers) {
      #expect(Int(row[1].replacing(",", with: "")) == racer.end.steps)
      #expect(abs((Double(row[3]) ?? -1) - racer.end.cost) <= 0.00005)
    }
  }

  @Test("The racers have equal shares of the time, and are measured from the start to the end")
  func shares() throws {
    let world = try SmallWorld.learnable()
    _ = try world.call(call)
    let racing = try #require(world.session.job as? Racing)
    _ = try world.run()
    for racer in racing.racers {
      #expect(racer.points[0].seconds == 0 && racer.points[0].steps == 0)
      // No racer runs for more than some slices at a time.
      #expect(racer.end.seconds >= 0.2 && racer.end.seconds < 0.4, "\(racer.batchSize)")
      #expect(
        zip(racer.points, racer.points.dropFirst()).allSatisfy { $0.seconds <= $1.seconds && $0.steps <= $1.steps })
      #expect(racer.end.examples >= racer.end.steps && racer.end.steps > 0)
    }
  }

  /// A racer's result is its trainer's after as many steps.
  @Test("A racer does what training of as many steps does, however its turns are cut")
  func bits() throws {
    let world = try SmallWorld.learnable()
    _ = try world.call(#"{"do": "race", "seconds": 0.05, "batchSizes": [10, "all"], "learning-rate": 0.5, "seed": 3}"#)
    let racing = try #require(world.session.job as? Racing)
    _ = try world.run()
    let examples = try #require(world.session.data[.train]).examples
    for racer in racing.racers {
      let start = try #require(racer.path.first)
      let trainer = try Trainer(
        TrainingConfiguration(
          architecture: start.architecture, learningRate: 0.5, schedule: .constant, batchSize: racer.entrant.batchSize,
          epochs: 1_000_000, seed: 3),
        network: start, checkpoint: Trainer.Checkpoint(random: RandomSource(seed: 3, stream: 1), optimizerState: []),
        examples: examples)
      var steps = 0
      if racer.end.steps > 0 {
        try trainer.run { event in
          if case .miniBatchEnded = event { steps += 1 }
          return steps == racer.end.steps ? .stop : .proceed
        }
      }
      #expect(trainer.network == racer.path.last, "\(racer.batchSize), \(steps) steps")
    }
  }

  @Test("The numbers of the fans are those of the meter")
  func gradients() throws {
    let world = try SmallWorld.learnable()
    _ = try world.call(call)
    let racing = try #require(world.session.job as? Racing)
    let events = try world.run()
    let start = try #require(racing.startAgreement)
    let fresh = try #require(racing.racers.first?.path.first)
    let meter = AgreementMeter(
      cost: .quadratic, examples: try #require(world.session.data[.train]).examples, batchSizes: [10, 50],
      draws: 50,
      passes: 1)
    #expect(try meter.measure(fresh) == start)
    let table = try events.html("gradients").cells("The cosine").dropFirst()
    for (row, batch) in zip(table, start.batches) {
      #expect(abs((Double(row[2].replacing("−", with: "-")) ?? 9) - batch.cosine.mean) <= 0.00005)
    }
    #expect(table.count == 2)
  }

  @Test("Before the race the racers are shown")
  func preview() throws {
    let world = try SmallWorld.learnable()
    let preview = #"{"do": "race", "batchSizes": [10, "all", 70], "preview": true}"#
    let reply = try world.call(preview)
    #expect(world.session.job == nil)
    let rows = try reply.html("racers").cells("Who is going to run").dropFirst()
    #expect(Array(rows) == [["batch 10", "10", "30"], ["batch 70", "70", "5"], ["all examples", "300", "1"]])
    #expect(
      try reply.html("standing").text
        == "One pass through all 300 examples is 1 exact step, or 30 rougher ones by 10. Which comes down faster?")
    _ = try world.call(call)
    #expect(try world.call(preview).parts.isEmpty && world.session.job is Racing, "a race is not disturbed")
  }

  @Test("What cannot race is refused")
  func refused() throws {
    let world = try SmallWorld.learnable()
    for sizes in ["[]", "[0]", "[\"some\"]", "[1,2,3,4,5,6,7]"] {
      let reply = try world.call("{\"do\": \"race\", \"batchSizes\": \(sizes)}")
      #expect(reply.error == "batchSizes takes up to 6 whole numbers from 1 on, or \"all\"", "\(sizes)")
    }
    #expect(
      try world.call(#"{"do": "race", "seconds": 0}"#).error
        == EngineError.setting(name: "the time of the race", value: "0.0", expected: "above 0").description)
    #expect(try SmallWorld().call(#"{"do": "race"}"#).error == "the train pictures have not been loaded yet")
  }
}
