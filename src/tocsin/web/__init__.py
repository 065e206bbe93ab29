"""The web app: thin routes over the library, work in processes of its own, and a page."""
