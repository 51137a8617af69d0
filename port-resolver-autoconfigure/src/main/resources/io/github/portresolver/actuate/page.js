// Brings the page up to date: asks for it again and takes over what has changed. The new
// page is parsed as a document of its own, in which nothing runs and nothing is loaded.
"use strict";

const INTERVAL = 2000;

const status = document.getElementById("status");

function say(text) {
	if (status.textContent !== text) {
		status.textContent = text;
	}
}

function rows(root) {
	return new Map([...root.querySelectorAll("tr[id]")].map((row) => [row.id, row]));
}

function announce(before, after) {
	const news = [];
	after.forEach((row, id) => before.has(id) || news.push(`${row.dataset.name} started`));
	before.forEach((row, id) => after.has(id) || news.push(`${row.dataset.name} ended`));
	if (news.length > 0) {
		say(news.join("; "));
	}
}

// What is equal stays as it is, and with it the focus
function takeOver(id, page) {
	const current = document.getElementById(id);
	const fresh = page.getElementById(id);
	if (!current || !fresh || current.isEqualNode(fresh)) {
		return;
	}
	const focused = document.activeElement?.id;
	const kept = new Map([...current.children].map((child) => [child.id, child]));
	current.replaceChildren(...[...fresh.children].map((child) =>
		kept.get(child.id)?.isEqualNode(child) ? kept.get(child.id) : child));
	if (focused) {
		document.getElementById(focused)?.focus({ preventScroll: true });
	}
}

function onAnswer(page) {
	if (document.body.classList.replace("lost", "found")) {
		say("");
	}
	announce(rows(document), rows(page));
	["ports", "applications"].forEach((id) => takeOver(id, page));
}

function onNoAnswer() {
	if (!document.body.classList.contains("lost")) {
		document.body.classList.remove("found");
		document.body.classList.add("lost");
		say(`No answer since ${new Date().toTimeString().slice(0, 8)}`);
	}
}

function refresh() {
	const request = new XMLHttpRequest();
	request.open("GET", location.href.replace(/#.*/, ""));
	request.setRequestHeader("Accept", "text/html");
	request.responseType = "document";
	request.timeout = 5 * INTERVAL;
	// Who is no longer logged in gets another page
	request.onload = () => (request.status === 200 && request.response?.getElementById("ports"))
		? onAnswer(request.response) : onNoAnswer();
	request.onerror = onNoAnswer;
	request.ontimeout = onNoAnswer;
	request.onloadend = () => setTimeout(next, INTERVAL);
	request.send();
}

function next() {
	if (document.hidden) {
		document.addEventListener("visibilitychange", next, { once: true });
	}
	else {
		refresh();
	}
}

setTimeout(next, INTERVAL);
