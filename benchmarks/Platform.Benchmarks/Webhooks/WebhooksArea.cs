using System.Text;
using Platform.Benchmarks.Gate;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;
using Platform.Benchmarks.Webhooks.Cap;

namespace Platform.Benchmarks.Webhooks;

/// <summary>
/// What a signature costs beside the runtime's own calls and beside a vendor's library, on messages of 1 KB; and what it costs to look at an address.
/// </summary>
public sealed class WebhooksArea : IGateArea
{
    public string Name => "webhooks";

    public IEnumerable<GateRow> Rows() =>
    [
        GateRow.Time("classify an address",
            Side.Of("ours", static () => new AddressWork(), static work => work.Classify16(), operationsPerCall: AddressWork.PerCall)),
        GateRow.Time("sign v1, 1 KB",
            Side.Of("ours", static () => new SigningWork(), static work => work.Sign(), static header => Encoding.ASCII.GetString(header)),
            Side.Of("HMACSHA256.HashData", static () => new SigningWork(), static work => work.SignByTheRuntime(), static signature => $"v1,{signature}"),
            Side.Of("SHA256.HashData", static () => new SigningWork(), static work => work.HashAlone(), static signature => $"v1,{signature}")),
        GateRow.Time("verify against two secrets, 1 KB",
            Side.Of("ours", static () => new VerifyingWork(), static work => work.Verify()),
            Side.Of("Stripe.net", static () => new VerifyingWork(), static work => work.VerifyByStripe())),
        GateRow.Time("verify against two secrets in turn, 1 KB",
            Side.Of("ours", static () => new VerifyingWork(), static work => work.VerifyInTurn()),
            Side.Of("Stripe.net", static () => new VerifyingWork(), static work => work.VerifyByStripe())),
        GateRow.Time("verify by Stripe's scheme, 1 KB",
            Side.Of("ours", static () => new VerifyingWork(), static work => work.VerifyStripes()),
            Side.Of("Stripe.net", static () => new VerifyingWork(), static work => work.VerifyByStripe())),
        .. DeliveryRows.Rows(),
        .. OutboxRows.Rows(),
        .. IsolationRows.Rows(),
        .. SavingRows.Rows(),
        .. OpenTransactionRows.Rows(),
        .. CapRows.Rows(),
    ];
}
