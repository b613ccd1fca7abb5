using CityDesk.Domain;
using CityDesk.Open311.Formats;

namespace CityDesk.Open311.Documents;

/// <summary>The answer to POST Service Request: a number, a token or neither, as the service's type says.</summary>
/// <param name="Request">What was stored.</param>
/// <param name="Notice">What the resident should know of how that went, beside what the service says; or nothing.</param>
internal readonly record struct ReceiptDocument(ServiceRequest Request, string? Notice = null) : IGeoReportDocument
{
    public void WriteTo<TWriter>(ref TWriter writer)
        where TWriter : struct, IGeoReportWriter<TWriter>, allows ref struct
    {
        writer.BeginDocument("service_requests"u8, Shape.List);
        writer.BeginItem("request"u8);
        if (Request.NumberedAt is not null)
            writer.Text("service_request_id"u8, Request.PublicId);
        else if (Request.Token is not null)
            writer.Text("token"u8, Request.Token);
        writer.Text("service_notice"u8, string.Join(' ', new[] { Request.Service.Notice, Notice }.Where(static said => !string.IsNullOrEmpty(said))));
        // The sender's own word goes back to the sender alone.
        writer.Text("account_id"u8, Request.Reporter.AccountId);
        writer.EndItem("request"u8);
        writer.EndDocument("service_requests"u8, Shape.List);
    }
}

/// <summary>GET service_request_id from a token; no number while the batch has not run.</summary>
internal readonly record struct TokenDocument(string Token, string? ServiceRequestId) : IGeoReportDocument
{
    public void WriteTo<TWriter>(ref TWriter writer)
        where TWriter : struct, IGeoReportWriter<TWriter>, allows ref struct
    {
        writer.BeginDocument("service_requests"u8, Shape.List);
        writer.BeginItem("request"u8);
        writer.Text("service_request_id"u8, ServiceRequestId);
        writer.Text("token"u8, Token);
        writer.EndItem("request"u8);
        writer.EndDocument("service_requests"u8, Shape.List);
    }
}
