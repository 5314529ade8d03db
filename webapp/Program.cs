using Steadfast.WebApp.Drain;
using Steadfast.WebApp.Edge;
using Steadfast.WebApp.Health;
using Steadfast.WebApp.Home;
using Steadfast.WebApp.Instance;
using Steadfast.WebApp.Status;

var builder = WebApplication.CreateBuilder(args);
builder.AddQuietJsonLogs();
builder.AddEdgeLimits();
builder.AddInstance();
builder.AddDrain();
builder.AddHome();

var app = builder.Build();
app.UseAnswerHeaders();
app.UseInFlightCount();
app.MapHome();
app.MapHealth();
app.MapStatus();
await app.RunAsync();
