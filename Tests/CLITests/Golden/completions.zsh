#compdef downhill
# zsh completion for downhill, printed by: downhill completions zsh

# Offers what the first argument offers, and the words after it.
_downhill_or_words() {
  _alternative "paths:path:$1" "words:word:(${*[2,-1]})"
}

_downhill() {
  local context state state_descr line
  typeset -A opt_args
  local -a verbs=(
    'describe:tell what is in each column of a table'
    'train:train a network and save it'
    'evaluate:measure a saved model: cost, accuracy, confusion matrix'
    'predict:let a saved model predict examples or pictures'
    'importance:tell how much a model of a table depends on each column'
    'calibrate:make a classifier'\''s probabilities as sure as they are right'
    'inspect:list the layers and settings of a saved model'
    'explain:show what one example wishes of every weight'
    'average:show that the mean of all examples'\'' wishes is the negative gradient'
    'sensitivity:rank weights and biases by how much the cost depends on them'
    'gradient:write the exact gradient of the cost to a file'
    'collapse:train on one example only, until every picture gets its label'
    'compare:race quick inaccurate steps against slow accurate ones'
    'report:write a page about a saved model: accuracy, mistakes, weights'
    'serve:show the explorer in the browser: learning and explaining'
    'export-site:write the explorer to a folder, for any static host'
    'bench:measure how fast this machine trains and predicts'
    'completions:print the completion script of a shell'
    'manual:print the manual page'
  )

  _arguments -C \
    '(- *)'{-h,--help}'[Show this help]' \
    '(- *)'--version'[Show the version]' \
    '1:verb:->verb' \
    '*::argument:->arguments'

  case $state in
    verb) _describe -t verbs verb verbs ;;
    arguments)
      case $words[1] in
        describe)
          _arguments \
            '(--missing)'--missing='[The words for a missing value, unless they are in quotes]:WORD,…: ' \
            '(--delimiter)'--delimiter='[What is between two cells]:SIGN:(comma semicolon tab bar space)' \
            '(--decimal)'--decimal='[The decimal sign]:SIGN:(point comma)' \
            '(--header)'--header'[The first line has the names of the columns, though all of them are numbers]' \
            '(--no-header)'--no-header'[The first line is a row like the others]' \
            '(--json)'--json'[Print exactly one JSON document on standard output]' \
            '(- *)'{-h,--help}'[Show this help]' \
            '1:TABLE:_files'
          ;;
        train)
          _arguments \
            '(--data)'--data='[The data set]:mnist|DIR|TABLE: _downhill_or_words _directories mnist' \
            '(--transposed)'--transposed='[Whether rows and columns of the pictures are exchanged, as in EMNIST'\''s files]:yes|no:(yes no)' \
            '(--picture-size)'--picture-size='[The size that pictures in folders are brought to, rows first, whatever their proportions]:ROWSxCOLUMNS: ' \
            '(--classes)'--classes='[The number of classes]:N: ' \
            '(--limit)'--limit='[Use only the first N training examples]:N: ' \
            '(--validation)'--validation='[What to hold out from training and measure on after each epoch]:SHARE|N|FILE:_files' \
            '(--validation-split)'--validation-split='[Which examples to hold out]:random|last|COLUMN:(random last)' \
            '(--target)'--target='[The column to learn, of a table given with --data]:NAME,…: ' \
            '(--task)'--task='[What to learn]:TASK:(classify regress multi-label)' \
            '(--drop)'--drop='[Columns not to read]:NAME,…: ' \
            '(--category)'--category='[Columns of categories, though their cells are numbers]:NAME,…: ' \
            '(--category-limit)'--category-limit='[The categories of a column that get an input of their own, the most frequent]:N: ' \
            '(--scale)'--scale='[How numbers are scaled]:WAY:(standard robust none)' \
            '(--weight)'--weight='[The column that says how much each row counts, in training and in all metrics]:NAME: ' \
            '(--class-weight)'--class-weight='[How much the classes count in training]:balanced|NAME=W,…:(balanced)' \
            '(--test)'--test='[A table to measure the trained network on]:FILE:_files' \
            '(--missing)'--missing='[The words for a missing value, unless they are in quotes]:WORD,…: ' \
            '(--delimiter)'--delimiter='[What is between two cells]:SIGN:(comma semicolon tab bar space)' \
            '(--decimal)'--decimal='[The decimal sign]:SIGN:(point comma)' \
            '(--header)'--header'[The first line has the names of the columns, though all of them are numbers]' \
            '(--no-header)'--no-header'[The first line is a row like the others]' \
            '(--hidden)'--hidden='[The neurons of each hidden layer, from input to output]:N,N...|none:(none)' \
            '(--activation)'--activation='[The activation function of the hidden layers]:NAME\[,NAME...\]:(sigmoid tanh relu leaky-relu elu selu softplus mish gelu silu identity)' \
            '(--output-activation)'--output-activation='[The activation function of the output layer]:NAME:(sigmoid tanh relu leaky-relu elu selu softplus mish gelu silu identity exponential softmax)' \
            '(--cost)'--cost='[The cost to minimize]:NAME:(quadratic absolute huber quantile poisson cross-entropy)' \
            '(--huber-delta)'--huber-delta='[The error at which the Huber cost turns from quadratic to absolute, in units of the outputs]:F: ' \
            '(--quantile)'--quantile='[The quantiles to estimate, in ascending order]:F,F...: ' \
            '(--initializer)'--initializer='[How weights are drawn, from normal distributions of mean 0]:NAME:(gaussian xavier he lecun kumar)' \
            '(--bias-deviation)'--bias-deviation='[The standard deviation of the initial biases of hidden neurons, drawn from a normal distribution of mean 0]:F: ' \
            '(--preset)'--preset='[A set of settings, which other options override]:NAME:(seed nielsen-30 nielsen-100 accurate table)' \
            '(--optimizer)'--optimizer='[How the gradient becomes a step]:NAME:(sgd momentum nesterov adam adamw)' \
            '(--momentum)'--momentum='[The share of the last step that momentum and nesterov keep]:F: ' \
            '(--batch-size)'--batch-size='[The examples of one mini-batch]:N|all:(all)' \
            '(--shards)'--shards='[Sums each mini-batch in N parts, and then the parts along a binary tree]:N: ' \
            '(--epochs)'--epochs='[Passes through the training examples]:N: ' \
            '(--patience)'--patience='[Stop after N epochs without a lower cost on the validation examples]:N: ' \
            '(--keep)'--keep='[Which weights to keep where there are validation examples]:NAME:(best last)' \
            '(--l2)'--l2='[L2 regularisation]:F: ' \
            '(--weight-decay)'--weight-decay='[Decoupled weight decay]:F: ' \
            '(--seed)'--seed='[The seed of the random source]:N: ' \
            '(--learning-rate)'--learning-rate='[The learning rate]:F: ' \
            '(--schedule)'--schedule='[How the rate changes]:NAME:(constant exponential step linear cosine one-cycle)' \
            '(--decay)'--decay='[The factor of the exponential and step schedules]:F: ' \
            '(--step-epochs)'--step-epochs='[The epochs between two falls of the step schedule]:N: ' \
            '(--warm-up)'--warm-up='[The share of the steps during which one-cycle rises]:F: ' \
            '(--threads)'--threads='[The number of threads, at most the number of processors that this process may use]:N: ' \
            '(--kernels)'--kernels='[The table of inner loops]:NAME:(auto reference)' \
            '(--resume)'--resume='[Continue the training of a saved model with its own settings, even from the middle of an epoch]:MODEL:_files' \
            '(--save)'--save='[Where to write the model, in the safetensors format]:PATH:_files' \
            '(--log)'--log='[Write one JSON object per epoch and line to this file]:PATH.jsonl:_files' \
            '(-q --quiet)'{-q,--quiet}'[No progress on standard error]' \
            '(--json)'--json'[Print exactly one JSON document on standard output]' \
            '(- *)'{-h,--help}'[Show this help]'
          ;;
        evaluate)
          _arguments \
            '(--data)'--data='[The data set]:mnist|DIR|TABLE: _downhill_or_words _directories mnist' \
            '(--transposed)'--transposed='[Whether rows and columns of the pictures are exchanged, as in EMNIST'\''s files]:yes|no:(yes no)' \
            '(--classes)'--classes='[The number of classes]:N: ' \
            '(--split)'--split='[Which part of the data to read]:SPLIT:(train test)' \
            '(--examples)'--examples='[Which examples to read, counted from 0]:RANGE: ' \
            '(--threads)'--threads='[The number of threads, at most the number of processors that this process may use]:N: ' \
            '(--kernels)'--kernels='[The table of inner loops]:NAME:(auto reference)' \
            '(--mistakes)'--mistakes='[How many of the worst mistakes to list]:N: ' \
            '(--threshold)'--threshold='[The probability above which the second of two classes, or a label, is answered]:F: ' \
            '(--missing)'--missing='[The words for a missing value, unless they are in quotes]:WORD,…: ' \
            '(--delimiter)'--delimiter='[What is between two cells]:SIGN:(comma semicolon tab bar space)' \
            '(--decimal)'--decimal='[The decimal sign]:SIGN:(point comma)' \
            '(--header)'--header'[The first line has the names of the columns, though all of them are numbers]' \
            '(--no-header)'--no-header'[The first line is a row like the others]' \
            '(--json)'--json'[Print exactly one JSON document on standard output]' \
            '(- *)'{-h,--help}'[Show this help]' \
            '1:MODEL:_files'
          ;;
        predict)
          _arguments \
            '(--data)'--data='[The data set]:mnist|DIR|TABLE: _downhill_or_words _directories mnist' \
            '(--transposed)'--transposed='[Whether rows and columns of the pictures are exchanged, as in EMNIST'\''s files]:yes|no:(yes no)' \
            '(--classes)'--classes='[The number of classes]:N: ' \
            '(--threads)'--threads='[The number of threads, at most the number of processors that this process may use]:N: ' \
            '(--kernels)'--kernels='[The table of inner loops]:NAME:(auto reference)' \
            '(--prepare)'--prepare='[How to prepare a picture file]:WAY:(auto mnist none)' \
            '(--output)'--output='[Where to write the answers of a model of a table, as CSV]:FILE:_files' \
            '(--columns)'--columns='[The columns of the table to write before the answers]:NAME,…: ' \
            '(--threshold)'--threshold='[The probability above which the second of two classes, or a label, is answered]:F: ' \
            '(--missing)'--missing='[The words for a missing value, unless they are in quotes]:WORD,…: ' \
            '(--delimiter)'--delimiter='[What is between two cells]:SIGN:(comma semicolon tab bar space)' \
            '(--decimal)'--decimal='[The decimal sign]:SIGN:(point comma)' \
            '(--header)'--header'[The first line has the names of the columns, though all of them are numbers]' \
            '(--no-header)'--no-header'[The first line is a row like the others]' \
            '(--no-preview)'--no-preview'[Do not draw the picture]' \
            '(--json)'--json'[Print exactly one JSON document on standard output]' \
            '(- *)'{-h,--help}'[Show this help]' \
            '1:MODEL:_files' \
            '*:INPUT:_files'
          ;;
        importance)
          _arguments \
            '(--data)'--data='[The data set]:mnist|DIR|TABLE: _downhill_or_words _directories mnist' \
            '(--repetitions)'--repetitions='[How often each column is shuffled]:N: ' \
            '(--seed)'--seed='[The seed of the random source]:N: ' \
            '(--threads)'--threads='[The number of threads, at most the number of processors that this process may use]:N: ' \
            '(--kernels)'--kernels='[The table of inner loops]:NAME:(auto reference)' \
            '(--missing)'--missing='[The words for a missing value, unless they are in quotes]:WORD,…: ' \
            '(--delimiter)'--delimiter='[What is between two cells]:SIGN:(comma semicolon tab bar space)' \
            '(--decimal)'--decimal='[The decimal sign]:SIGN:(point comma)' \
            '(--header)'--header'[The first line has the names of the columns, though all of them are numbers]' \
            '(--no-header)'--no-header'[The first line is a row like the others]' \
            '(--json)'--json'[Print exactly one JSON document on standard output]' \
            '(- *)'{-h,--help}'[Show this help]' \
            '1:MODEL:_files'
          ;;
        calibrate)
          _arguments \
            '(--data)'--data='[The data set]:mnist|DIR|TABLE: _downhill_or_words _directories mnist' \
            '(--save)'--save='[Where to write the calibrated model]:PATH:_files' \
            '(--missing)'--missing='[The words for a missing value, unless they are in quotes]:WORD,…: ' \
            '(--delimiter)'--delimiter='[What is between two cells]:SIGN:(comma semicolon tab bar space)' \
            '(--decimal)'--decimal='[The decimal sign]:SIGN:(point comma)' \
            '(--header)'--header'[The first line has the names of the columns, though all of them are numbers]' \
            '(--no-header)'--no-header'[The first line is a row like the others]' \
            '(--json)'--json'[Print exactly one JSON document on standard output]' \
            '(- *)'{-h,--help}'[Show this help]' \
            '1:MODEL:_files'
          ;;
        inspect)
          _arguments \
            '(--json)'--json'[Print exactly one JSON document on standard output]' \
            '(- *)'{-h,--help}'[Show this help]' \
            '1:MODEL:_files'
          ;;
        explain)
          _arguments \
            '(--example)'--example='[Which example]:EXAMPLE: ' \
            '(--image)'--image='[A picture of your own (PNG, PGM or JPEG) instead, prepared like the network'\''s pictures]:FILE:_files' \
            '(--label)'--label='[The class of the picture given by --image]:CLASS: ' \
            '(--layer)'--layer='[The layer of the neuron whose levers are shown]:N: ' \
            '(--neuron)'--neuron='[The neuron whose levers are shown, counted from 0]:N: ' \
            '(--top)'--top='[How many of the largest are listed]:N: ' \
            '(--learning-rate)'--learning-rate='[The largest learning rate of the steps tried]:F: ' \
            '(--data)'--data='[The data set]:mnist|DIR|TABLE: _downhill_or_words _directories mnist' \
            '(--transposed)'--transposed='[Whether rows and columns of the pictures are exchanged, as in EMNIST'\''s files]:yes|no:(yes no)' \
            '(--classes)'--classes='[The number of classes]:N: ' \
            '(--kernels)'--kernels='[The table of inner loops]:NAME:(auto reference)' \
            '(--prepare)'--prepare='[How to prepare a picture file]:WAY:(auto mnist none)' \
            '(--missing)'--missing='[The words for a missing value, unless they are in quotes]:WORD,…: ' \
            '(--delimiter)'--delimiter='[What is between two cells]:SIGN:(comma semicolon tab bar space)' \
            '(--decimal)'--decimal='[The decimal sign]:SIGN:(point comma)' \
            '(--header)'--header'[The first line has the names of the columns, though all of them are numbers]' \
            '(--no-header)'--no-header'[The first line is a row like the others]' \
            '(--screen)'--screen='[Print this screen only, counted from 1]:N: ' \
            '(--no-pause)'--no-pause'[Print all screens at once]' \
            '(--json)'--json'[Print exactly one JSON document on standard output]' \
            '(--html)'--html='[Also write a page with pictures to FILE, one self-contained file for a browser]:FILE:_files' \
            '(- *)'{-h,--help}'[Show this help]' \
            '1:MODEL:_files'
          ;;
        average)
          _arguments \
            '(--data)'--data='[The data set]:mnist|DIR|TABLE: _downhill_or_words _directories mnist' \
            '(--transposed)'--transposed='[Whether rows and columns of the pictures are exchanged, as in EMNIST'\''s files]:yes|no:(yes no)' \
            '(--classes)'--classes='[The number of classes]:N: ' \
            '(--split)'--split='[Which part of the data to read]:SPLIT:(train test)' \
            '(--examples)'--examples='[Which examples to read, counted from 0]:RANGE: ' \
            '(--singles)'--singles='[How many examples, from the first on, are shown singly]:N: ' \
            '(--batch-size)'--batch-size='[How many examples, from the first on, make the mini-batch shown]:N: ' \
            '(--directions)'--directions='[Along how many random directions the slope of the cost is measured]:N: ' \
            '(--seed)'--seed='[The seed of the random directions]:SEED: ' \
            '(--missing)'--missing='[The words for a missing value, unless they are in quotes]:WORD,…: ' \
            '(--delimiter)'--delimiter='[What is between two cells]:SIGN:(comma semicolon tab bar space)' \
            '(--decimal)'--decimal='[The decimal sign]:SIGN:(point comma)' \
            '(--header)'--header'[The first line has the names of the columns, though all of them are numbers]' \
            '(--no-header)'--no-header'[The first line is a row like the others]' \
            '(--kernels)'--kernels='[The table of inner loops]:NAME:(auto reference)' \
            '(--html)'--html='[Also write a page with pictures to FILE, one self-contained file for a browser]:FILE:_files' \
            '(--json)'--json'[Print exactly one JSON document on standard output]' \
            '(- *)'{-h,--help}'[Show this help]' \
            '1:MODEL:_files'
          ;;
        sensitivity)
          _arguments \
            '(--data)'--data='[The data set]:mnist|DIR|TABLE: _downhill_or_words _directories mnist' \
            '(--transposed)'--transposed='[Whether rows and columns of the pictures are exchanged, as in EMNIST'\''s files]:yes|no:(yes no)' \
            '(--classes)'--classes='[The number of classes]:N: ' \
            '(--split)'--split='[Which part of the data to read]:SPLIT:(train test)' \
            '(--examples)'--examples='[Which examples to read, counted from 0]:RANGE: ' \
            '(--parameter)'--parameter='[The weight or bias to move]:INDEX: ' \
            '(--against)'--against='[The weight or bias to compare it with]:INDEX: ' \
            '(--top)'--top='[How many of the most sensitive are listed]:N: ' \
            '(--missing)'--missing='[The words for a missing value, unless they are in quotes]:WORD,…: ' \
            '(--delimiter)'--delimiter='[What is between two cells]:SIGN:(comma semicolon tab bar space)' \
            '(--decimal)'--decimal='[The decimal sign]:SIGN:(point comma)' \
            '(--header)'--header'[The first line has the names of the columns, though all of them are numbers]' \
            '(--no-header)'--no-header'[The first line is a row like the others]' \
            '(--html)'--html='[Also write a page with pictures to FILE, one self-contained file for a browser]:FILE:_files' \
            '(--json)'--json'[Print exactly one JSON document on standard output]' \
            '(- *)'{-h,--help}'[Show this help]' \
            '1:MODEL:_files'
          ;;
        gradient)
          _arguments \
            '(--data)'--data='[The data set]:mnist|DIR|TABLE: _downhill_or_words _directories mnist' \
            '(--transposed)'--transposed='[Whether rows and columns of the pictures are exchanged, as in EMNIST'\''s files]:yes|no:(yes no)' \
            '(--classes)'--classes='[The number of classes]:N: ' \
            '(--split)'--split='[Which part of the data to read]:SPLIT:(train test)' \
            '(--examples)'--examples='[Which examples to read, counted from 0]:RANGE: ' \
            '(--out)'--out='[Where to write the gradient]:PATH:_files' \
            '(--missing)'--missing='[The words for a missing value, unless they are in quotes]:WORD,…: ' \
            '(--delimiter)'--delimiter='[What is between two cells]:SIGN:(comma semicolon tab bar space)' \
            '(--decimal)'--decimal='[The decimal sign]:SIGN:(point comma)' \
            '(--header)'--header'[The first line has the names of the columns, though all of them are numbers]' \
            '(--no-header)'--no-header'[The first line is a row like the others]' \
            '(--json)'--json'[Print exactly one JSON document on standard output]' \
            '(--html)'--html='[Also write a page with pictures to FILE, one self-contained file for a browser]:FILE:_files' \
            '(- *)'{-h,--help}'[Show this help]' \
            '1:MODEL:_files'
          ;;
        collapse)
          _arguments \
            '(--data)'--data='[The data set]:mnist|DIR|TABLE: _downhill_or_words _directories mnist' \
            '(--transposed)'--transposed='[Whether rows and columns of the pictures are exchanged, as in EMNIST'\''s files]:yes|no:(yes no)' \
            '(--picture-size)'--picture-size='[The size that pictures in folders are brought to, rows first, whatever their proportions]:ROWSxCOLUMNS: ' \
            '(--classes)'--classes='[The number of classes]:N: ' \
            '(--limit)'--limit='[Use only the first N training examples]:N: ' \
            '(--example)'--example='[The one example to train on]:EXAMPLE:(train:5 test:17)' \
            '(--hidden)'--hidden='[The neurons of each hidden layer, from input to output]:N,N...|none:(none)' \
            '(--activation)'--activation='[The activation function of the hidden layers]:NAME\[,NAME...\]:(sigmoid tanh relu leaky-relu elu selu softplus mish gelu silu identity)' \
            '(--output-activation)'--output-activation='[The activation function of the output layer]:NAME:(sigmoid tanh relu leaky-relu elu selu softplus mish gelu silu identity exponential softmax)' \
            '(--cost)'--cost='[The cost to minimize]:NAME:(quadratic absolute huber quantile poisson cross-entropy)' \
            '(--huber-delta)'--huber-delta='[The error at which the Huber cost turns from quadratic to absolute, in units of the outputs]:F: ' \
            '(--quantile)'--quantile='[The quantiles to estimate, in ascending order]:F,F...: ' \
            '(--initializer)'--initializer='[How weights are drawn, from normal distributions of mean 0]:NAME:(gaussian xavier he lecun kumar)' \
            '(--bias-deviation)'--bias-deviation='[The standard deviation of the initial biases of hidden neurons, drawn from a normal distribution of mean 0]:F: ' \
            '(--steps)'--steps='[The steps of both networks, which are measured about 60 times on the way]:N: ' \
            '(--batch-size)'--batch-size='[The examples of one mini-batch]:N: ' \
            '(--learning-rate)'--learning-rate='[The learning rate of both, small enough to watch]:F: ' \
            '(--seed)'--seed='[The seed of the random source]:N: ' \
            '(--threads)'--threads='[The number of threads, at most the number of processors that this process may use]:N: ' \
            '(--kernels)'--kernels='[The table of inner loops]:NAME:(auto reference)' \
            '(-q --quiet)'{-q,--quiet}'[No progress on standard error]' \
            '(--html)'--html='[Also write a page with pictures to FILE, one self-contained file for a browser]:FILE:_files' \
            '(--json)'--json'[Print exactly one JSON document on standard output]' \
            '(- *)'{-h,--help}'[Show this help]' \
            '1::MODEL:_files'
          ;;
        compare)
          _arguments \
            '(--data)'--data='[The data set]:mnist|DIR|TABLE: _downhill_or_words _directories mnist' \
            '(--transposed)'--transposed='[Whether rows and columns of the pictures are exchanged, as in EMNIST'\''s files]:yes|no:(yes no)' \
            '(--picture-size)'--picture-size='[The size that pictures in folders are brought to, rows first, whatever their proportions]:ROWSxCOLUMNS: ' \
            '(--classes)'--classes='[The number of classes]:N: ' \
            '(--limit)'--limit='[Use only the first N training examples]:N: ' \
            '(--hidden)'--hidden='[The neurons of each hidden layer, from input to output]:N,N...|none:(none)' \
            '(--activation)'--activation='[The activation function of the hidden layers]:NAME\[,NAME...\]:(sigmoid tanh relu leaky-relu elu selu softplus mish gelu silu identity)' \
            '(--output-activation)'--output-activation='[The activation function of the output layer]:NAME:(sigmoid tanh relu leaky-relu elu selu softplus mish gelu silu identity exponential softmax)' \
            '(--cost)'--cost='[The cost to minimize]:NAME:(quadratic absolute huber quantile poisson cross-entropy)' \
            '(--huber-delta)'--huber-delta='[The error at which the Huber cost turns from quadratic to absolute, in units of the outputs]:F: ' \
            '(--quantile)'--quantile='[The quantiles to estimate, in ascending order]:F,F...: ' \
            '(--initializer)'--initializer='[How weights are drawn, from normal distributions of mean 0]:NAME:(gaussian xavier he lecun kumar)' \
            '(--bias-deviation)'--bias-deviation='[The standard deviation of the initial biases of hidden neurons, drawn from a normal distribution of mean 0]:F: ' \
            '(--batch-sizes)'--batch-sizes='[The batch size of each racer]:N|all,...:(all,1000,100,10,1)' \
            '(--seconds)'--seconds='[How long each racer trains in the race for equal times]:F: ' \
            '(--epochs)'--epochs='[The epochs of each racer in the race over the same examples]:N: ' \
            '(--learning-rate)'--learning-rate='[One learning rate for all]:F: ' \
            '(--measure)'--measure='[Costs and the surface are means over the first N training examples]:N: ' \
            '(--draws)'--draws='[How many mini-batches of each size are compared with the full gradient]:N: ' \
            '(--grid)'--grid='[The cost surface is measured at N by N points]:N: ' \
            '(--seed)'--seed='[The seed of the random source]:N: ' \
            '(--threads)'--threads='[The number of threads, at most the number of processors that this process may use]:N: ' \
            '(--kernels)'--kernels='[The table of inner loops]:NAME:(auto reference)' \
            '(-q --quiet)'{-q,--quiet}'[No progress on standard error]' \
            '(--html)'--html='[Also write a page with pictures to FILE, one self-contained file for a browser]:FILE:_files' \
            '(--json)'--json'[Print exactly one JSON document on standard output]' \
            '(- *)'{-h,--help}'[Show this help]'
          ;;
        report)
          _arguments \
            '(--data)'--data='[The data set]:mnist|DIR|TABLE: _downhill_or_words _directories mnist' \
            '(--transposed)'--transposed='[Whether rows and columns of the pictures are exchanged, as in EMNIST'\''s files]:yes|no:(yes no)' \
            '(--classes)'--classes='[The number of classes]:N: ' \
            '(--split)'--split='[Which part of the data to read]:SPLIT:(train test)' \
            '(--examples)'--examples='[Which examples to read, counted from 0]:RANGE: ' \
            '(--threads)'--threads='[The number of threads, at most the number of processors that this process may use]:N: ' \
            '(--kernels)'--kernels='[The table of inner loops]:NAME:(auto reference)' \
            '(--html)'--html='[Where to write the page]:FILE:_files' \
            '(--mistakes)'--mistakes='[How many of the worst mistakes to show]:N: ' \
            '(--threshold)'--threshold='[The probability above which the second of two classes, or a label, is answered]:F: ' \
            '(--missing)'--missing='[The words for a missing value, unless they are in quotes]:WORD,…: ' \
            '(--delimiter)'--delimiter='[What is between two cells]:SIGN:(comma semicolon tab bar space)' \
            '(--decimal)'--decimal='[The decimal sign]:SIGN:(point comma)' \
            '(--header)'--header'[The first line has the names of the columns, though all of them are numbers]' \
            '(--no-header)'--no-header'[The first line is a row like the others]' \
            '(--json)'--json'[Print exactly one JSON document on standard output]' \
            '(- *)'{-h,--help}'[Show this help]' \
            '1:MODEL:_files'
          ;;
        serve)
          _arguments \
            '(--data)'--data='[The data set]:mnist|DIR|TABLE: _downhill_or_words _directories mnist' \
            '(--transposed)'--transposed='[Whether rows and columns of the pictures are exchanged, as in EMNIST'\''s files]:yes|no:(yes no)' \
            '(--picture-size)'--picture-size='[The size that pictures in folders are brought to, rows first, whatever their proportions]:ROWSxCOLUMNS: ' \
            '(--prepare)'--prepare='[How to prepare a digit drawn on the page, unless the visitor chooses]:WAY:(auto mnist none)' \
            '(--port)'--port='[The port]:N: ' \
            '(--host)'--host='[The numeric address to listen on]:ADDRESS:(127.0.0.1 ::1 0.0.0.0 ::)' \
            '(--open)'--open'[Open the page in the browser]' \
            '(--json)'--json'[Print exactly one JSON document on standard output]' \
            '(- *)'{-h,--help}'[Show this help]' \
            '*:MODEL:_files'
          ;;
        export-site)
          _arguments \
            '(--data)'--data='[The data set]:mnist|DIR|TABLE: _downhill_or_words _directories mnist' \
            '(--transposed)'--transposed='[Whether rows and columns of the pictures are exchanged, as in EMNIST'\''s files]:yes|no:(yes no)' \
            '(--picture-size)'--picture-size='[The size that pictures in folders are brought to, rows first, whatever their proportions]:ROWSxCOLUMNS: ' \
            '(--prepare)'--prepare='[How to prepare a digit drawn on the page, unless the visitor chooses]:WAY:(auto mnist none)' \
            '(--force)'--force'[Write into a folder with other files in it, and replace those with the same names]' \
            '(--json)'--json'[Print exactly one JSON document on standard output]' \
            '(- *)'{-h,--help}'[Show this help]' \
            '1:DIR:_directories' \
            '*:MODEL:_files'
          ;;
        bench)
          _arguments \
            '(--only)'--only='[The workloads]:NAME,...:(W1 W2-32 W2-100 W2-1000 W3 W4 W5-100 W5-256 W6 W7 W8)' \
            '(--repetitions)'--repetitions='[How often each workload is timed]:N: ' \
            '(--growth)'--growth'[Time training over three decades of examples, of parameters and of epochs instead, which takes half a minute]' \
            '(--cold-run)'--cold-run='[Be the process that W8 times instead]:SEED: ' \
            '(--threads)'--threads='[The number of threads]:N: ' \
            '(--kernels)'--kernels='[The table of inner loops]:NAME:(auto reference)' \
            '(-q --quiet)'{-q,--quiet}'[No progress on standard error]' \
            '(--json)'--json'[Print exactly one JSON document on standard output]' \
            '(- *)'{-h,--help}'[Show this help]'
          ;;
        completions)
          _arguments \
            '(- *)'{-h,--help}'[Show this help]' \
            '1:SHELL:(bash zsh fish)'
          ;;
        manual)
          _arguments \
            '(- *)'{-h,--help}'[Show this help]'
          ;;
      esac
      ;;
  esac
}

if [[ $funcstack[1] == _downhill ]]; then
  _downhill "$@"
else
  compdef _downhill downhill
fi
