using System.Text.Json.Serialization;

namespace Platform.Webhooks.AspNetCore.Tests;

public sealed record InvoicePaid(string Type, InvoiceData Data);

public sealed record InvoiceData(string Id, decimal Amount);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(InvoicePaid))]
internal sealed partial class InvoiceJson : JsonSerializerContext;
