using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CityDesk.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Encryption : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<byte[]>(
                name: "Reporter_Phone",
                table: "Requests",
                type: "BLOB",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "TEXT",
                oldMaxLength: 40,
                oldNullable: true);

            migrationBuilder.AlterColumn<byte[]>(
                name: "Reporter_LastName",
                table: "Requests",
                type: "BLOB",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "TEXT",
                oldMaxLength: 100,
                oldNullable: true);

            migrationBuilder.AlterColumn<byte[]>(
                name: "Reporter_FirstName",
                table: "Requests",
                type: "BLOB",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "TEXT",
                oldMaxLength: 100,
                oldNullable: true);

            migrationBuilder.AlterColumn<byte[]>(
                name: "Reporter_Email",
                table: "Requests",
                type: "BLOB",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "TEXT",
                oldMaxLength: 254,
                oldNullable: true);

            migrationBuilder.AlterColumn<byte[]>(
                name: "Reporter_DeviceId",
                table: "Requests",
                type: "BLOB",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "TEXT",
                oldMaxLength: 200,
                oldNullable: true);

            migrationBuilder.AlterColumn<byte[]>(
                name: "Reporter_AccountId",
                table: "Requests",
                type: "BLOB",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "TEXT",
                oldMaxLength: 200,
                oldNullable: true);

            migrationBuilder.AlterColumn<byte[]>(
                name: "Answers",
                table: "Requests",
                type: "BLOB",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "TEXT",
                oldNullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Key",
                table: "Requests",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<byte[]>(
                name: "ReporterEmailIndex",
                table: "Requests",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "ReporterPhoneIndex",
                table: "Requests",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ResidentId",
                table: "Requests",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Requests_Key",
                table: "Requests",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Requests_ReporterEmailIndex",
                table: "Requests",
                column: "ReporterEmailIndex");

            migrationBuilder.CreateIndex(
                name: "IX_Requests_ReporterPhoneIndex",
                table: "Requests",
                column: "ReporterPhoneIndex");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Requests_Key",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "IX_Requests_ReporterEmailIndex",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "IX_Requests_ReporterPhoneIndex",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "Key",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "ReporterEmailIndex",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "ReporterPhoneIndex",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "ResidentId",
                table: "Requests");

            migrationBuilder.AlterColumn<string>(
                name: "Reporter_Phone",
                table: "Requests",
                type: "TEXT",
                maxLength: 40,
                nullable: true,
                oldClrType: typeof(byte[]),
                oldType: "BLOB",
                oldNullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "Reporter_LastName",
                table: "Requests",
                type: "TEXT",
                maxLength: 100,
                nullable: true,
                oldClrType: typeof(byte[]),
                oldType: "BLOB",
                oldNullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "Reporter_FirstName",
                table: "Requests",
                type: "TEXT",
                maxLength: 100,
                nullable: true,
                oldClrType: typeof(byte[]),
                oldType: "BLOB",
                oldNullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "Reporter_Email",
                table: "Requests",
                type: "TEXT",
                maxLength: 254,
                nullable: true,
                oldClrType: typeof(byte[]),
                oldType: "BLOB",
                oldNullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "Reporter_DeviceId",
                table: "Requests",
                type: "TEXT",
                maxLength: 200,
                nullable: true,
                oldClrType: typeof(byte[]),
                oldType: "BLOB",
                oldNullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "Reporter_AccountId",
                table: "Requests",
                type: "TEXT",
                maxLength: 200,
                nullable: true,
                oldClrType: typeof(byte[]),
                oldType: "BLOB",
                oldNullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "Answers",
                table: "Requests",
                type: "TEXT",
                nullable: true,
                oldClrType: typeof(byte[]),
                oldType: "BLOB",
                oldNullable: true);
        }
    }
}
