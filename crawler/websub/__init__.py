"""WebSub (W3C Recommendation of 2018): hubs push what feeds publish. Polling goes on beside it and catches what a hub loses."""
