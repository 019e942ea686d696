import DownhillBench
import DownhillSettings

/// The verb that measures speed.
extension CommandSpecification {
  static let bench = CommandSpecification(
    verb: "bench",
    abstract: "measure how fast this machine trains and predicts",
    discussion: """
      Times fixed workloads on MNIST, and the limits of the machine: multiply-adds that stay in registers, and reading \
      from memory. The share of the limit is the least time that a dense network needs, over the time measured; it can \
      be above 100 %, since inputs of zero are skipped.

      W1 and W2 are epochs of the network 784-16-16-10 with plain gradient descent and mini-batches of 10, 32, 100 and \
      1000; W3 and W4 epochs of 784-128-10 and 784-512-512-10 with Adam; W5 fifty steps of a network of 12 million \
      weights; W6 one gradient over all examples; W7 predictions, one picture at a time and 10,000 in one call; W8 a \
      whole process, from its start to an accuracy of 95 % on the test digits.

      All of it takes about two minutes on two processors, during which other programs should be idle.
      """,
    options: [
      BenchCommand.only,
      BenchCommand.repetitions,
      BenchCommand.growth,
      BenchCommand.coldRun,
      BenchCommand.threads,
      Shared.kernels,
      Shared.quiet, Shared.json,
    ],
    examples: [
      ExampleSpecification(comment: "This machine's numbers.", command: "downhill bench"),
      ExampleSpecification(
        comment: "The seed's network only, twenty times, for a program to read.",
        command: "downhill bench --only W1,W6 --repetitions 20 --json"),
      ExampleSpecification(comment: "Does time grow in proportion?", command: "downhill bench --growth"),
    ],
    run: BenchCommand.run)
}

// MARK: Options of bench

extension BenchCommand {
  static let only = Option<String?>(
    "only", .text("NAME,...", words: Workload.names), group: "Work", default: "all",
    help: """
      The workloads: \(Workload.names.joined(separator: ", ")). W2 and W5 stand for all of theirs.
      """)
  static let repetitions = Option<Int?>(
    "repetitions", .integer(1...10_000), group: "Work",
    default: "at least 5 and half a second, but no more than fit into four seconds; always 5 for W8",
    help: "How often each workload is timed. W8 uses the seeds 1 to N.")
  static let growth = Option<Bool>(
    "growth", group: "Work",
    help: """
      Time training over three decades of examples, of parameters and of epochs instead, which takes half a minute.
      """)
  static let coldRun = Option<UInt64?>(
    "cold-run", .seed("SEED"), group: "Work",
    help: """
      Be the process that W8 times instead: read MNIST, train 784-16-16-10 with this seed to an accuracy of 95 % on \
      the test digits, and print the number of steps.
      """)
  static let threads = Option<Int?>(
    "threads", .integer(1...1024), group: "Machine",
    default: "1, and then one for each processor; for --growth and --cold-run 1", help: "The number of threads.")
}
