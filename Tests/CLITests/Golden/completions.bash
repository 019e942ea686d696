# bash completion for downhill, printed by: downhill completions bash

# Adds the words that begin with the current one.
_downhill_words() {
  local word IFS=$' \t\n'
  for word in $1; do
    if [[ $word == "$current"* ]]; then COMPREPLY+=("$prefix$word"); fi
  done
}

# Adds files (-f) or folders (-d).
_downhill_paths() {
  local path
  while IFS= read -r path; do COMPREPLY+=("$prefix$path"); done < <(compgen "$1" -- "$current")
  type compopt &>/dev/null && compopt -o filenames 2>/dev/null
}

_downhill() {
  local current=${COMP_WORDS[COMP_CWORD]} previous= verb= flags= ended= prefix= i
  COMPREPLY=()
  (( COMP_CWORD > 0 )) && previous=${COMP_WORDS[COMP_CWORD-1]}
  # Newer versions of bash hand over --name=value as three words, older ones as one.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]] && (( COMP_CWORD > 1 )); then
    previous=${COMP_WORDS[COMP_CWORD-2]}
  elif [[ $current == --*=* ]]; then
    previous=${current%%=*} prefix=${current%%=*}=
    current=${current#*=}
  fi
  (( COMP_CWORD > 1 )) && verb=${COMP_WORDS[1]}
  for (( i = 2; i < COMP_CWORD; i++ )); do [[ ${COMP_WORDS[i]} == -- ]] && ended=1; done

  if [[ -z $verb ]]; then
    _downhill_words 'describe train evaluate predict importance calibrate inspect explain average sensitivity gradient collapse compare report serve export-site bench completions manual -h --help --version'
    return
  fi

  if [[ -z $ended ]]; then
    case "$verb $previous" in
      'describe --missing') return ;;
      'describe --delimiter') _downhill_words 'comma semicolon tab bar space'; return ;;
      'describe --decimal') _downhill_words 'point comma'; return ;;
      'train --data') _downhill_words 'mnist'; _downhill_paths -d; return ;;
      'train --transposed') _downhill_words 'yes no'; return ;;
      'train --picture-size') return ;;
      'train --classes') return ;;
      'train --limit') return ;;
      'train --validation') _downhill_paths -f; return ;;
      'train --validation-split') _downhill_words 'random last'; return ;;
      'train --target') return ;;
      'train --task') _downhill_words 'classify regress multi-label'; return ;;
      'train --drop') return ;;
      'train --category') return ;;
      'train --category-limit') return ;;
      'train --scale') _downhill_words 'standard robust none'; return ;;
      'train --weight') return ;;
      'train --class-weight') _downhill_words 'balanced'; return ;;
      'train --test') _downhill_paths -f; return ;;
      'train --missing') return ;;
      'train --delimiter') _downhill_words 'comma semicolon tab bar space'; return ;;
      'train --decimal') _downhill_words 'point comma'; return ;;
      'train --hidden') _downhill_words 'none'; return ;;
      'train --activation') _downhill_words 'sigmoid tanh relu leaky-relu elu selu softplus mish gelu silu identity'; return ;;
      'train --output-activation') _downhill_words 'sigmoid tanh relu leaky-relu elu selu softplus mish gelu silu identity exponential softmax'; return ;;
      'train --cost') _downhill_words 'quadratic absolute huber quantile poisson cross-entropy'; return ;;
      'train --huber-delta') return ;;
      'train --quantile') return ;;
      'train --initializer') _downhill_words 'gaussian xavier he lecun kumar'; return ;;
      'train --bias-deviation') return ;;
      'train --preset') _downhill_words 'seed nielsen-30 nielsen-100 accurate table'; return ;;
      'train --optimizer') _downhill_words 'sgd momentum nesterov adam adamw'; return ;;
      'train --momentum') return ;;
      'train --batch-size') _downhill_words 'all'; return ;;
      'train --shards') return ;;
      'train --epochs') return ;;
      'train --patience') return ;;
      'train --keep') _downhill_words 'best last'; return ;;
      'train --l2') return ;;
      'train --weight-decay') return ;;
      'train --seed') return ;;
      'train --learning-rate') return ;;
      'train --schedule') _downhill_words 'constant exponential step linear cosine one-cycle'; return ;;
      'train --decay') return ;;
      'train --step-epochs') return ;;
      'train --warm-up') return ;;
      'train --threads') return ;;
      'train --kernels') _downhill_words 'auto reference'; return ;;
      'train --resume') _downhill_paths -f; return ;;
      'train --save') _downhill_paths -f; return ;;
      'train --log') _downhill_paths -f; return ;;
      'evaluate --data') _downhill_words 'mnist'; _downhill_paths -d; return ;;
      'evaluate --transposed') _downhill_words 'yes no'; return ;;
      'evaluate --classes') return ;;
      'evaluate --split') _downhill_words 'train test'; return ;;
      'evaluate --examples') return ;;
      'evaluate --threads') return ;;
      'evaluate --kernels') _downhill_words 'auto reference'; return ;;
      'evaluate --mistakes') return ;;
      'evaluate --threshold') return ;;
      'evaluate --missing') return ;;
      'evaluate --delimiter') _downhill_words 'comma semicolon tab bar space'; return ;;
      'evaluate --decimal') _downhill_words 'point comma'; return ;;
      'predict --data') _downhill_words 'mnist'; _downhill_paths -d; return ;;
      'predict --transposed') _downhill_words 'yes no'; return ;;
      'predict --classes') return ;;
      'predict --threads') return ;;
      'predict --kernels') _downhill_words 'auto reference'; return ;;
      'predict --prepare') _downhill_words 'auto mnist none'; return ;;
      'predict --output') _downhill_paths -f; return ;;
      'predict --columns') return ;;
      'predict --threshold') return ;;
      'predict --missing') return ;;
      'predict --delimiter') _downhill_words 'comma semicolon tab bar space'; return ;;
      'predict --decimal') _downhill_words 'point comma'; return ;;
      'importance --data') _downhill_words 'mnist'; _downhill_paths -d; return ;;
      'importance --repetitions') return ;;
      'importance --seed') return ;;
      'importance --threads') return ;;
      'importance --kernels') _downhill_words 'auto reference'; return ;;
      'importance --missing') return ;;
      'importance --delimiter') _downhill_words 'comma semicolon tab bar space'; return ;;
      'importance --decimal') _downhill_words 'point comma'; return ;;
      'calibrate --data') _downhill_words 'mnist'; _downhill_paths -d; return ;;
      'calibrate --save') _downhill_paths -f; return ;;
      'calibrate --missing') return ;;
      'calibrate --delimiter') _downhill_words 'comma semicolon tab bar space'; return ;;
      'calibrate --decimal') _downhill_words 'point comma'; return ;;
      'explain --example') return ;;
      'explain --image') _downhill_paths -f; return ;;
      'explain --label') return ;;
      'explain --layer') return ;;
      'explain --neuron') return ;;
      'explain --top') return ;;
      'explain --learning-rate') return ;;
      'explain --data') _downhill_words 'mnist'; _downhill_paths -d; return ;;
      'explain --transposed') _downhill_words 'yes no'; return ;;
      'explain --classes') return ;;
      'explain --kernels') _downhill_words 'auto reference'; return ;;
      'explain --prepare') _downhill_words 'auto mnist none'; return ;;
      'explain --missing') return ;;
      'explain --delimiter') _downhill_words 'comma semicolon tab bar space'; return ;;
      'explain --decimal') _downhill_words 'point comma'; return ;;
      'explain --screen') return ;;
      'explain --html') _downhill_paths -f; return ;;
      'average --data') _downhill_words 'mnist'; _downhill_paths -d; return ;;
      'average --transposed') _downhill_words 'yes no'; return ;;
      'average --classes') return ;;
      'average --split') _downhill_words 'train test'; return ;;
      'average --examples') return ;;
      'average --singles') return ;;
      'average --batch-size') return ;;
      'average --directions') return ;;
      'average --seed') return ;;
      'average --missing') return ;;
      'average --delimiter') _downhill_words 'comma semicolon tab bar space'; return ;;
      'average --decimal') _downhill_words 'point comma'; return ;;
      'average --kernels') _downhill_words 'auto reference'; return ;;
      'average --html') _downhill_paths -f; return ;;
      'sensitivity --data') _downhill_words 'mnist'; _downhill_paths -d; return ;;
      'sensitivity --transposed') _downhill_words 'yes no'; return ;;
      'sensitivity --classes') return ;;
      'sensitivity --split') _downhill_words 'train test'; return ;;
      'sensitivity --examples') return ;;
      'sensitivity --parameter') return ;;
      'sensitivity --against') return ;;
      'sensitivity --top') return ;;
      'sensitivity --missing') return ;;
      'sensitivity --delimiter') _downhill_words 'comma semicolon tab bar space'; return ;;
      'sensitivity --decimal') _downhill_words 'point comma'; return ;;
      'sensitivity --html') _downhill_paths -f; return ;;
      'gradient --data') _downhill_words 'mnist'; _downhill_paths -d; return ;;
      'gradient --transposed') _downhill_words 'yes no'; return ;;
      'gradient --classes') return ;;
      'gradient --split') _downhill_words 'train test'; return ;;
      'gradient --examples') return ;;
      'gradient --out') _downhill_paths -f; return ;;
      'gradient --missing') return ;;
      'gradient --delimiter') _downhill_words 'comma semicolon tab bar space'; return ;;
      'gradient --decimal') _downhill_words 'point comma'; return ;;
      'gradient --html') _downhill_paths -f; return ;;
      'collapse --data') _downhill_words 'mnist'; _downhill_paths -d; return ;;
      'collapse --transposed') _downhill_words 'yes no'; return ;;
      'collapse --picture-size') return ;;
      'collapse --classes') return ;;
      'collapse --limit') return ;;
      'collapse --example') _downhill_words 'train:5 test:17'; return ;;
      'collapse --hidden') _downhill_words 'none'; return ;;
      'collapse --activation') _downhill_words 'sigmoid tanh relu leaky-relu elu selu softplus mish gelu silu identity'; return ;;
      'collapse --output-activation') _downhill_words 'sigmoid tanh relu leaky-relu elu selu softplus mish gelu silu identity exponential softmax'; return ;;
      'collapse --cost') _downhill_words 'quadratic absolute huber quantile poisson cross-entropy'; return ;;
      'collapse --huber-delta') return ;;
      'collapse --quantile') return ;;
      'collapse --initializer') _downhill_words 'gaussian xavier he lecun kumar'; return ;;
      'collapse --bias-deviation') return ;;
      'collapse --steps') return ;;
      'collapse --batch-size') return ;;
      'collapse --learning-rate') return ;;
      'collapse --seed') return ;;
      'collapse --threads') return ;;
      'collapse --kernels') _downhill_words 'auto reference'; return ;;
      'collapse --html') _downhill_paths -f; return ;;
      'compare --data') _downhill_words 'mnist'; _downhill_paths -d; return ;;
      'compare --transposed') _downhill_words 'yes no'; return ;;
      'compare --picture-size') return ;;
      'compare --classes') return ;;
      'compare --limit') return ;;
      'compare --hidden') _downhill_words 'none'; return ;;
      'compare --activation') _downhill_words 'sigmoid tanh relu leaky-relu elu selu softplus mish gelu silu identity'; return ;;
      'compare --output-activation') _downhill_words 'sigmoid tanh relu leaky-relu elu selu softplus mish gelu silu identity exponential softmax'; return ;;
      'compare --cost') _downhill_words 'quadratic absolute huber quantile poisson cross-entropy'; return ;;
      'compare --huber-delta') return ;;
      'compare --quantile') return ;;
      'compare --initializer') _downhill_words 'gaussian xavier he lecun kumar'; return ;;
      'compare --bias-deviation') return ;;
      'compare --batch-sizes') _downhill_words 'all,1000,100,10,1'; return ;;
      'compare --seconds') return ;;
      'compare --epochs') return ;;
      'compare --learning-rate') return ;;
      'compare --measure') return ;;
      'compare --draws') return ;;
      'compare --grid') return ;;
      'compare --seed') return ;;
      'compare --threads') return ;;
      'compare --kernels') _downhill_words 'auto reference'; return ;;
      'compare --html') _downhill_paths -f; return ;;
      'report --data') _downhill_words 'mnist'; _downhill_paths -d; return ;;
      'report --transposed') _downhill_words 'yes no'; return ;;
      'report --classes') return ;;
      'report --split') _downhill_words 'train test'; return ;;
      'report --examples') return ;;
      'report --threads') return ;;
      'report --kernels') _downhill_words 'auto reference'; return ;;
      'report --html') _downhill_paths -f; return ;;
      'report --mistakes') return ;;
      'report --threshold') return ;;
      'report --missing') return ;;
      'report --delimiter') _downhill_words 'comma semicolon tab bar space'; return ;;
      'report --decimal') _downhill_words 'point comma'; return ;;
      'serve --data') _downhill_words 'mnist'; _downhill_paths -d; return ;;
      'serve --transposed') _downhill_words 'yes no'; return ;;
      'serve --picture-size') return ;;
      'serve --prepare') _downhill_words 'auto mnist none'; return ;;
      'serve --port') return ;;
      'serve --host') _downhill_words '127.0.0.1 ::1 0.0.0.0 ::'; return ;;
      'export-site --data') _downhill_words 'mnist'; _downhill_paths -d; return ;;
      'export-site --transposed') _downhill_words 'yes no'; return ;;
      'export-site --picture-size') return ;;
      'export-site --prepare') _downhill_words 'auto mnist none'; return ;;
      'bench --only') _downhill_words 'W1 W2-32 W2-100 W2-1000 W3 W4 W5-100 W5-256 W6 W7 W8'; return ;;
      'bench --repetitions') return ;;
      'bench --cold-run') return ;;
      'bench --threads') return ;;
      'bench --kernels') _downhill_words 'auto reference'; return ;;
    esac
    case $verb in
      describe) flags='--missing --delimiter --decimal --header --no-header --json -h --help' ;;
      train) flags='--data --transposed --picture-size --classes --limit --validation --validation-split --target --task --drop --category --category-limit --scale --weight --class-weight --test --missing --delimiter --decimal --header --no-header --hidden --activation --output-activation --cost --huber-delta --quantile --initializer --bias-deviation --preset --optimizer --momentum --batch-size --shards --epochs --patience --keep --l2 --weight-decay --seed --learning-rate --schedule --decay --step-epochs --warm-up --threads --kernels --resume --save --log -q --quiet --json -h --help' ;;
      evaluate) flags='--data --transposed --classes --split --examples --threads --kernels --mistakes --threshold --missing --delimiter --decimal --header --no-header --json -h --help' ;;
      predict) flags='--data --transposed --classes --threads --kernels --prepare --output --columns --threshold --missing --delimiter --decimal --header --no-header --no-preview --json -h --help' ;;
      importance) flags='--data --repetitions --seed --threads --kernels --missing --delimiter --decimal --header --no-header --json -h --help' ;;
      calibrate) flags='--data --save --missing --delimiter --decimal --header --no-header --json -h --help' ;;
      inspect) flags='--json -h --help' ;;
      explain) flags='--example --image --label --layer --neuron --top --learning-rate --data --transposed --classes --kernels --prepare --missing --delimiter --decimal --header --no-header --screen --no-pause --json --html -h --help' ;;
      average) flags='--data --transposed --classes --split --examples --singles --batch-size --directions --seed --missing --delimiter --decimal --header --no-header --kernels --html --json -h --help' ;;
      sensitivity) flags='--data --transposed --classes --split --examples --parameter --against --top --missing --delimiter --decimal --header --no-header --html --json -h --help' ;;
      gradient) flags='--data --transposed --classes --split --examples --out --missing --delimiter --decimal --header --no-header --json --html -h --help' ;;
      collapse) flags='--data --transposed --picture-size --classes --limit --example --hidden --activation --output-activation --cost --huber-delta --quantile --initializer --bias-deviation --steps --batch-size --learning-rate --seed --threads --kernels -q --quiet --html --json -h --help' ;;
      compare) flags='--data --transposed --picture-size --classes --limit --hidden --activation --output-activation --cost --huber-delta --quantile --initializer --bias-deviation --batch-sizes --seconds --epochs --learning-rate --measure --draws --grid --seed --threads --kernels -q --quiet --html --json -h --help' ;;
      report) flags='--data --transposed --classes --split --examples --threads --kernels --html --mistakes --threshold --missing --delimiter --decimal --header --no-header --json -h --help' ;;
      serve) flags='--data --transposed --picture-size --prepare --port --host --open --json -h --help' ;;
      export-site) flags='--data --transposed --picture-size --prepare --force --json -h --help' ;;
      bench) flags='--only --repetitions --growth --cold-run --threads --kernels -q --quiet --json -h --help' ;;
      completions) flags='-h --help' ;;
      manual) flags='-h --help' ;;
    esac
    if [[ $current == -* ]]; then
      _downhill_words "$flags"
      return
    fi
  fi

  case $verb in
    describe) _downhill_paths -f ;;
    train) _downhill_words "$flags" ;;
    evaluate) _downhill_paths -f ;;
    predict) _downhill_paths -f ;;
    importance) _downhill_paths -f ;;
    calibrate) _downhill_paths -f ;;
    inspect) _downhill_paths -f ;;
    explain) _downhill_paths -f ;;
    average) _downhill_paths -f ;;
    sensitivity) _downhill_paths -f ;;
    gradient) _downhill_paths -f ;;
    collapse) _downhill_paths -f ;;
    compare) _downhill_words "$flags" ;;
    report) _downhill_paths -f ;;
    serve) _downhill_paths -f ;;
    export-site) _downhill_paths -d; _downhill_paths -f ;;
    bench) _downhill_words "$flags" ;;
    completions) _downhill_words 'bash zsh fish' ;;
    manual) _downhill_words "$flags" ;;
  esac
}

complete -F _downhill downhill
