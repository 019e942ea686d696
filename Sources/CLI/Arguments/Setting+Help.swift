import Downhill
import DownhillSettings

/// The help of the core's settings, separate from the core so that the WebAssembly module does not contain it.
extension Setting {
  struct Help {
    /// The heading under which it stands.
    var group: String
    /// The default in words, where its value does not say enough.
    var usual: String?
    /// Sentences: what it does, in which unit.
    var text: String

    init(_ group: String, usual: String? = nil, _ text: String) {
      self.group = group
      self.usual = usual
      self.text = text
    }
  }

  /// nil for settings that are not options.
  var help: Help? {
    switch self {
    case .classes:
      Help(
        "Data", usual: "10, or the model's",
        """
        The number of classes; a label of N or more is refused. Labels 1 to N become the classes 0 to N-1. 1 makes one \
        output that says no or yes, 0 or 1.
        """)
    case .hidden:
      Help("Network", "The neurons of each hidden layer, from input to output; none for no hidden layer.")
    case .activation:
      Help("Network", "The activation function of the hidden layers: one for all, or one for each, as relu,tanh.")
    case .outputActivation: Help("Network", "The activation function of the output layer.")
    case .cost:
      Help(
        "Network",
        """
        The cost to minimize: quadratic is half the sum of the squared errors, absolute the sum of their sizes, huber \
        quadratic for small errors and absolute for large ones; quantile estimates quantiles, poisson means of counts \
        (with exponential outputs); cross-entropy needs sigmoid (binary) or softmax (categorical) at the output. \
        quantile and poisson are not for classes.
        """)
    case .huberDelta:
      Help(
        "Network", usual: usualOfOwners,
        "The error at which the Huber cost turns from quadratic to absolute, in units of the outputs.")
    case .quantile:
      Help(
        "Network", usual: usualOfOwners,
        """
        The quantiles to estimate, in ascending order; 0.5 is the median. Each target gets an output for every one of \
        them: the first target's outputs come first.
        """)
    case .initializer:
      Help(
        "Network",
        usual: """
          he for relu, leaky-relu, elu, softplus, mish, gelu and silu; otherwise lecun, but for sigmoid kumar with \
          four or more hidden layers and, unless the optimizer is adam or adamw, with one wider than 128 or outputs for which the rate is \
          0.2
          """,
        """
        How weights are drawn, from normal distributions of mean 0: gaussian has variance 1, xavier \
        2/(fan-in + fan-out), he 2/fan-in (1/fan-in for outputs without rectification), lecun 1/fan-in, kumar \
        12.8/fan-in in sigmoid hidden layers (else 1/fan-in).
        """)
    case .biasDeviation:
      Help(
        "Network", usual: "0; 0.5 for tables",
        """
        The standard deviation of the initial biases of hidden neurons, drawn from a normal distribution of mean 0; with 0 \
        they are 0.
        """)
    case .optimizer: Help("Training", "How the gradient becomes a step.")
    case .momentum: Help("Training", "The share of the last step that momentum and nesterov keep.")
    case .batchSize:
      Help("Training", "The examples of one mini-batch; all uses the whole training set for each step.")
    case .epochs:
      Help("Training", "Passes through the training examples; with --resume, in total.")
    case .patience:
      Help(
        "Training", usual: "never; 20 for tables",
        "Stop after N epochs without a lower cost on the validation examples. Test examples are never looked at for that."
      )
    case .keep:
      Help(
        "Training",
        """
        Which weights to keep where there are validation examples: those of the epoch with the lowest cost on them, or the \
        last ones. The last ones are in the file, too, for --resume.
        """)
    case .shards:
      Help(
        "Training",
        """
        Sums each mini-batch in N parts, and then the parts along a binary tree. The result is the same, bit for bit, \
        whatever sums which part; 1 sums the examples in order.
        """)
    case .l2:
      Help(
        "Training", "L2 regularisation: adds F/2 times the sum of all squared weights, not biases, to the cost."
      )
    case .weightDecay:
      Help(
        "Training", usual: usualOfOwners,
        "Decoupled weight decay: each step also subtracts learning rate times F times the weight.")
    case .seed: Help("Training", "The seed of the random source: the same seed gives the same model.")
    case .learningRate:
      Help(
        "Learning Rate", usual: "by this rule, 3 for the default network",
        """
        The learning rate; the highest if a schedule changes it. The rule: with sigmoid hidden layers 3 (quadratic \
        cost, sigmoid outputs), 0.5 (cross-entropy) or 0.2 (other outputs), times 64/W (other outputs: 32/W) where the \
        last one, or an eighth of the widest, has W neurons, if more than 64 (32); with other hidden layers, or none, \
        0.2, 0.03 or 0.03 in the same cases (linear networks: 0.015), times 4096/N where they have N neurons in all, \
        if more than 4096. Times the root of batch-size/10, at most 2, as far as W and N stay below those bounds. For \
        momentum and nesterov times 1 - momentum; for momentum, where the first rate is 3, half of that, or a quarter \
        where W is above 64. adam and adamw have 0.01 times 16/W, W being at least 16, with sigmoid hidden layers, and \
        0.002 times the root of 64/W, W being at least 64, with others.
        """)
    case .schedule:
      Help(
        "Learning Rate", usual: "exponential for sgd with sigmoids only and the quadratic cost, otherwise constant",
        """
        How the rate changes: exponential falls by a factor each epoch, step by a factor every few epochs, linear \
        falls to 0 along a line and cosine along half a cosine over all epochs, one-cycle rises and then falls.
        """)
    case .decay: Help("Learning Rate", "The factor of the exponential and step schedules.")
    case .stepEpochs: Help("Learning Rate", "The epochs between two falls of the step schedule.")
    case .warmUp: Help("Learning Rate", "The share of the steps during which one-cycle rises.")
    case .kernels:
      Help(
        "Machine", usual: "\(Setting.widest), the widest that this processor runs",
        "The table of inner loops: \(Setting.widest), reference (the plain textbook loops) or the name of one table.")
    case .limit: Help("Data", usual: Setting.all, "Use only the first N training examples.")
    case .beta1, .beta2, .epsilon, .fallEpochs, .horizon, .validation: nil
    }
  }

  /// `0.01 for adamw`.
  private var usualOfOwners: String? {
    guard let usual, let owners else { return nil }
    return "\(usual.shortest) for \(alternatives(owners.words))"
  }
}

extension SettingValue {
  /// As one would type it: `3` rather than `3.0`.
  var shortest: String {
    switch self {
    case .single, .double: text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    case .word, .whole, .list, .singles, .seed: text
    }
  }
}

extension Setting: DeclaredOption {
  var name: String { rawValue }

  /// Its option.
  var specification: OptionSpecification {
    guard isOption, let help else { preconditionFailure("\(rawValue) is no option, or has no help") }
    return OptionSpecification(
      rawValue, expected, group: help.group, default: help.usual ?? usual?.shortest, help: help.text)
  }
}

// MARK: Settings that verbs read by themselves

extension Option where Value == Int? {
  /// The option of a setting that is a whole number.
  init(_ setting: Setting) {
    self.init(setting.specification, absent: nil) { text in
      guard case .whole(let number)? = SettingValue(typed: text, of: setting.form) else { return nil }
      return number
    }
  }
}

extension Option where Value == String? {
  /// The option of a setting that is a name.
  init(_ setting: Setting) {
    self.init(setting.specification, absent: nil) { text in
      guard case .word(let name)? = SettingValue(typed: text, of: setting.form) else { return nil }
      return name
    }
  }
}
