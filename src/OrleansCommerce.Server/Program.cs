using OrleansCommerce.Server.Hosting;
using OrleansCommerce.Server.Realtime;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddEngine(builder.Configuration);
builder.Services.AddLive();

var app = builder.Build();
app.MapLive();
app.Run();
