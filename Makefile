# Short names for ./run, which does the work.
.PHONY: demo run full test bench lock
demo run:
	./run demo
full:
	./run full
test:
	./run test
bench:
	./run bench $(NAME)
lock:
	./run lock
