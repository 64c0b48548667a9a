// Notes what the web client asks the server and when it last drew something: a test can tell when it is busy, and what it was told.
(() => {
    const watched = window.watched = {sent: 0, open: 0, changed: 0, answers: []};
    new MutationObserver(() => { watched.changed = performance.now(); }).observe(
        document, {subtree: true, childList: true, attributes: true, characterData: true});
    const open = XMLHttpRequest.prototype.open;
    const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.open = function(method, url, ...others) {
        this.watched = String(url);
        return open.call(this, method, url, ...others);
    };
    XMLHttpRequest.prototype.send = function(body) {
        if (this.watched.includes('/rpc/')) {  // the bus is always open
            watched.sent += 1;
            watched.open += 1;
            this.addEventListener('loadend', () => {
                watched.open -= 1;
                watched.changed = performance.now();
                watched.answers.push([this.watched.split('#')[1] || '', this.responseText]);
            });
        }
        return send.call(this, body);
    };
})();
