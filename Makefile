# Few-shot and meta-learning in Java. `make` alone prints what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Installing need not byte-compile thousands of files first.
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
MAVEN := tools/maven -q -B -f lib/pom.xml
FIRST := notebooks/00-learning-to-learn.ipynb
SOURCES := $(shell find lib/src/main -type f 2>/dev/null)
RUN := $(BIN)/python tools/run-notebooks.py
# Trainings that `make models` runs side by side, each on a core of its own.
PARTS ?= 2
PYTEST := $(BIN)/python -m pytest -q

.PHONY: help lab test test-all docs notebooks data results models reproduce bench assignments slides clean tools env jar kernel maybe-data
.DELETE_ON_ERROR:

help:
	@echo "make lab          open the notebooks in JupyterLab; builds what is missing first"
	@echo "make test         what has to hold before each change: the library, some of the notebooks, the course"
	@echo "make test-all     all of that, and what takes longer: every notebook, JupyterLab in a browser, what Binder builds"
	@echo "make docs         the library's documentation and sources as jars, in lib/target"
	@echo "make notebooks    execute all notebooks in place (FEWSHOT_PROFILE=tutorial; ONLY=02 for one)"
	@echo "make data         fetch Omniglot (OMNIGLOT_MIRROR=address or folder, else the official one)"
	@echo "make results      write the tables and the picture in README.md from what the notebooks measured"
	@echo "make models       train all methods for notebook 10, from where it stopped (ONLY=MAML for one; PARTS=2 side by side)"
	@echo "make reproduce    train methods as their papers did, hours each, from where it stopped (ONLY=Matching for one)"
	@echo "make bench        time the library; PEERS=python-with-torch sets PyTorch beside it (bench/README.md)"
	@echo "make assignments  the students' version of the course, in course/release (SEED=2027; PRIVATE=folder of your own tests)"
	@echo "make slides       slides of the notebooks' pictures, in course/slides (ONLY=02 for one)"
	@echo "make clean        remove what was built; the data stays"

lab: kernel maybe-data
	@$(BIN)/python -m jupyter lab --ServerApp.ip=127.0.0.1 $(LABFLAGS) $(FIRST)

# Two at a time wherever that changes no figure; what measures seconds comes last and alone.
test: tools
	@$(MAKE) --no-print-directory -j2 $(VENV)/.test lib/target/.built
	@$(MAVEN) package
	@touch lib/target/.built
	@$(MAKE) --no-print-directory kernel
	@if [ -n "$$OMNIGLOT_MIRROR" ]; then ./data-download.sh; fi
	@$(PYTEST) -n 2 --dist loadscope --no-loadscope-reorder -m "not alone and not thorough" tests
	@$(PYTEST) -m "alone and not thorough" tests

test-all: test
	@$(MAVEN) test -Dgroups=thorough -DexcludedGroups=slow
	@touch lib/target/.built
	@$(PYTEST) -n 2 --dist loadscope --no-loadscope-reorder -m "thorough and not alone" tests
	@$(PYTEST) -m "thorough and alone" tests

docs: tools
	@$(MAVEN) package -DskipTests -Pdocs
	@echo "lib/target has fewshot-javadoc.jar and fewshot-sources.jar."

notebooks: kernel maybe-data
	@FEWSHOT_PROFILE=$${FEWSHOT_PROFILE:-tutorial} $(RUN) $(ONLY)

data:
	@./data-download.sh

# The notebooks draw their own characters where Omniglot cannot be had, so that is no reason to stop.
maybe-data:
	@[ -n "$$FEWSHOT_DATA" ] || ./data-download.sh || echo "Without Omniglot the notebooks use characters that they draw themselves."

results: env jar
	@$(BIN)/python tools/results-table.py README.md
	@tools/java tools/ContactSheet.java

models: jar maybe-data
	@cd notebooks && export FEWSHOT_CHECKPOINTS=$${FEWSHOT_CHECKPOINTS:-checkpoints} OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE && \
	../tools/java fewshot.compare.TrainAll --costs $(if $(ONLY),"$(ONLY)") && \
	seq $(PARTS) | xargs -P $(PARTS) -I{} ../tools/java fewshot.compare.TrainAll --part={}/$(PARTS) $(if $(ONLY),"$(ONLY)") && \
	$(if $(ONLY),true,seq $(PARTS) | xargs -P $(PARTS) -I{} ../tools/java fewshot.compare.LakeNetworks --part={}/$(PARTS))

reproduce: jar data
	@cd notebooks && FEWSHOT_PROFILE=paper FEWSHOT_CHECKPOINTS=$${FEWSHOT_CHECKPOINTS:-checkpoints} ../tools/java fewshot.compare.Reproduction $(if $(ONLY),"$(ONLY)")

bench: jar maybe-data
	@$(if $(PEERS),$(PYTHON) bench/beside.py $(PEERS),bench/run) $(ARGS)

# SEED is the year's, PRIVATE a folder with a teacher's own tests.
assignments: kernel $(VENV)/.course
	@cd course && FEWSHOT_COURSE_SEED="$(SEED)" FEWSHOT_PRIVATE_TESTS="$(PRIVATE)" PATH="$(CURDIR)/$(BIN):$$PATH" nbgrader generate_assignment '*' --force --log-level=WARN
	@echo "course/release has `ls course/release | wc -l` assignments for students; course/README.md says how to grade them."

slides: env
	@$(BIN)/python tools/slides.py course/slides $(ONLY)

clean:
	rm -rf $(VENV) lib/target .tools .pytest_cache tests/out

# --- what the targets above stand on ---

tools:
	@tools/check-tools $(PYTHON)

env: $(VENV)/.ready
jar: lib/target/.built
kernel: $(VENV)/.kernel

$(VENV)/.ready: requirements.txt | tools
	@echo "Python environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --no-compile -r requirements.txt || { echo "The Python packages could not be installed: is the network there? (pip's message is above)" >&2; exit 1; }
	@# JupyterLab would ask each newcomer whether it may fetch news.
	@$(BIN)/python -m jupyter labextension disable --level=sys_prefix "@jupyterlab/apputils-extension:announcements" 2>/dev/null
	@touch $@

$(VENV)/.course: course/requirements.txt $(VENV)/.ready
	@$(PIP) install --no-compile -r course/requirements.txt || { echo "nbgrader could not be installed: is the network there? (pip's message is above)" >&2; exit 1; }
	@touch $@

$(VENV)/.test: tests/requirements.txt course/requirements.txt $(VENV)/.ready
	@$(PIP) install --no-compile -r tests/requirements.txt || { echo "The test packages could not be installed: is the network there? (pip's message is above)" >&2; exit 1; }
	@touch $@

lib/target/.built: lib/pom.xml $(SOURCES) | tools
	@echo "Library and its jars in lib/target ..."
	@$(MAVEN) package -DskipTests || { echo "The library could not be built: is the network there? (Maven's message is above)" >&2; exit 1; }
	@touch $@

$(VENV)/.kernel: $(VENV)/.ready lib/target/.built tools/install-kernel.py
	@$(BIN)/python tools/install-kernel.py
	@touch $@
