#!/usr/bin/env bash
# What somebody does by hand: clone, aider, push a branch, open a pull request.
# usage: bare-job.sh AIDER CLONE_URL MODEL_URL PULLS_URL FOLDER     (MODEL_KEY and FORGE_TOKEN in the environment)
set -euo pipefail
aider=$1 url=$2 model=$3 pulls=$4 work=$5
branch="bare-$$-$RANDOM"
export OPENAI_API_KEY=$MODEL_KEY OPENAI_API_BASE=$model BROWSER=/bin/true HOME=$work GIT_TERMINAL_PROMPT=0
mkdir -p "$work"
auth="http.extraHeader=Authorization: Basic $(printf 'x-access-token:%s' "$FORGE_TOKEN" | base64 -w0)"
git -c "$auth" clone -q --depth 1 "$url" "$work/repository"
cd "$work/repository"
git config user.name Bare
git config user.email bare@example.invalid
git checkout -q -b "$branch"
printf 'The greeting in src/app.py is wrong\n\nIt should say bye.\n' >"$work/issue.md"
"$aider" --yes-always --no-check-update --no-show-release-notes --no-show-model-warnings --no-analytics --no-pretty \
  --model openai/scripted --weak-model openai/scripted --edit-format diff --message-file "$work/issue.md" \
  </dev/null >"$work/aider.log" 2>&1
git -c "$auth" push -q origin "HEAD:refs/heads/$branch"
curl -fsS -o /dev/null -X POST "$pulls" -H "authorization: Bearer $FORGE_TOKEN" -H 'content-type: application/json' \
  -d "{\"head\":\"$branch\",\"base\":\"main\",\"title\":\"Fix\"}"
