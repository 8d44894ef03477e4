// Sets the theme before anything is painted. Loaded in the head and not as a module, so that no light flash comes first.
(function () {
  var kept = null;
  try { kept = JSON.parse(localStorage.getItem('baton.theme')); } catch (e) { /* storage is off: the system decides */ }
  var dark = kept ? kept === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
