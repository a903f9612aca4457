"""Fast tests without a model:

    python3 -I -m unittest discover -s libs/aider-runner/python -t libs/aider-runner/python
"""
