"""Themes in the hands of people: the folders they work in, the words their templates may use, the check.

`folders` makes a theme and hands over files of others to be changed; `vocabulary` lists what a template
may say; `checking` holds a theme to everything that can go wrong in it, in a process with limits.
"""
